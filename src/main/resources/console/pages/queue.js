import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { actions } from '../action.js';
import { get, path, query } from '../api.js';
import { app, update, without } from '../app.js';
import { ask } from '../ask.js';
import { clock, count, millis, rate, seconds, several } from '../format.js';
import { sparkline } from '../graph.js';
import { inboxNow, queueNow, rates, refresh, routeNow } from '../live.js';
import { Load, loading } from '../load.js';
import { eventLink, link } from '../router.js';
import { badge, clients, concerns, ended, figure, handlersOf, ownQueues, partly, sentence } from '../state.js';
import { Table } from '../table.js';
import { findings } from './plan.js';

/** @returns {import('../app.js').Page} */
export function queues() {
  return {
    title: 'Queues',
    copy: () => ({ request: { method: 'GET', path: 'now' } }),
    again: refresh,
    view: () => {
      if (!app.topology || !app.now) return loading;
      const own = ownQueues();
      return html`${sentence(concerns(app.now.queues ?? [], app.now.routes ?? []), 'Nothing is to be done.')} ${partly()}
        ${own.length ? list.view(own) : html`<p>The queues of this application's routes appear here; it has none.</p>`}`;
    },
  };
}

const list = new Table('Queues', (queue) => queue.name, [
  { name: 'Queue', value: (queue) => queue.name, cell: (queue) => html`<a href=${link('queues', queue.name)}>${queue.name}</a>` },
  { name: 'Waiting', number: true, value: (queue) => queueNow(queue.name).waiting, cell: (queue) => of(queue, 'waiting') },
  { name: 'In flight', number: true, value: (queue) => queueNow(queue.name).inFlight, cell: (queue) => of(queue, 'inFlight') },
  { name: 'Delayed', number: true, value: (queue) => queueNow(queue.name).delayed, cell: (queue) => of(queue, 'delayed') },
  { name: 'Handlers', cell: (queue) => handlersOf(queue.name).map((one) => html`<a href=${link('consumers', one.route)}>${one.route}</a> ${badge(routeNow(one.route).state)} `) },
  { name: 'Dead letters', number: true, value: (queue) => queueNow(queue.name).deadLetters,
    cell: (queue) => (queue.deadLetters ? html`<a href=${link('dead-letters', queue.name)} aria-label=${`dead letters of ${queue.name}`}>${of(queue, 'deadLetters')}</a>` : '–') },
]);

/** @param {any} queue @param {string} what */
const of = (queue, what) => figure(count(queueNow(queue.name)[what]), queueNow(queue.name).asOf);

/** @param {string} name @returns {import('../app.js').Page} */
export function queue(name) {
  return consumers(name, () => handlersOf(name).map((one) => one.route), name);
}

/** The page of a consumer, with or without a queue, or of an inbox. @param {string} id @returns {import('../app.js').Page} */
export function consumer(id) {
  return consumers(id, () => [id]);
}

/** @param {string} route */
const inboxOf = (route) => (app.topology.inboxes ?? []).find((one) => one.route === route);

/** @param {string} title @param {() => string[]} routes @param {string} [name] of the queue @returns {import('../app.js').Page} */
function consumers(title, routes, name) {
  /** @type {Map<string, Load>} */
  const details = new Map();
  const doctor = new Load((signal) => get('doctor', signal));
  const prices = new Load((signal) => get('cost', signal));
  const list = new ClientList();
  let seen = '';
  const ends = () => JSON.stringify(routes().map((id) => routeNow(id).ends));
  const start = () => {
    seen = ends();
    for (const id of routes()) {
      if (!details.has(id)) details.set(id, new Load((signal) => get(path`routes/${id}`, signal)));
    }
    for (const one of details.values()) one.start();
  };
  return {
    title,
    copy: () => ({ request: { method: 'GET', path: routes().length ? path`routes/${routes()[0]}` : 'now' } }),
    start: () => {
      start();
      doctor.start();
      prices.start();
    },
    stop: () => [...details.values(), doctor, prices, list.load].forEach((one) => one.stop()),
    again: () => {
      start();
      list.again();
    },
    ticked: () => ends() !== seen && start(),
    view: () => {
      if (!app.topology || !app.now) return loading;
      if (name && !app.topology.queues.some((one) => one.name === name)) {
        return html`<p class="sentence">No route of this application uses a queue ${name}. <a href=${link('queues')}>All queues</a></p>`;
      }
      const mine = routes().map(routeNow).filter((one) => one.id);
      const inbox = inboxOf(title);
      const at = queueNow(name ?? inbox?.deadLetters);
      return html`${sentence(concerns([at].filter((one) => one.name), mine), `Nothing is to be done about ${title}.`)} ${partly()}
        ${name ? figures(name) : nothing}
        ${routes().length ? nothing : html`<p>No handler of this application reads from ${name}.</p>`}
        ${routes().map((id) => section(id, details.get(id), () => details.get(id)?.start(), inbox && list))}
        <h2>Doctor</h2>
        ${doctor.show(({ findings: all }) => findings(all.filter((one) => [name, ...routes()].includes(one.subject)), `Nothing found about ${title}.`))}
        <h2>Price</h2>
        ${prices.show((cost) => price(cost, routes()))}`;
    },
  };
}

/** @param {any} cost @param {string[]} routes */
function price(cost, routes) {
  const mine = (cost.entries ?? []).filter((one) => routes.includes(one.name));
  return mine.length
    ? html`<ul>${mine.map((one) => html`<li>${one.name}: ${one.pricePerMillionMessages === undefined
        ? 'not known before the first message' : `$${one.pricePerMillionMessages.toFixed(2)} for a million messages, at list prices`}</li>`)}</ul>`
    : html`<p>Not known before the first message.</p>`;
}

/** @param {string} name */
function figures(name) {
  const now = queueNow(name);
  const dead = app.topology.queues.find((one) => one.name === name)?.deadLetters;
  return html`<dl class="figures">
    <div><dt>waiting</dt><dd>${figure(count(now.waiting), now.asOf)}</dd></div>
    <div><dt>in flight</dt><dd>${figure(count(now.inFlight), now.asOf)}</dd></div>
    <div><dt>delayed</dt><dd>${figure(count(now.delayed), now.asOf)}</dd></div>
    ${dead ? html`<div><dt>dead letters</dt><dd><a href=${link('dead-letters', name)}>${figure(count(now.deadLetters), now.asOf)}</a></dd></div>` : nothing}
    <div><dt>as of</dt><dd>${clock(now.asOf)}</dd></div>
  </dl>`;
}

/** @param {string} id @param {Load | undefined} details @param {() => void} again @param {ClientList} [list] of an inbox */
function section(id, details, again, list) {
  const now = routeNow(id);
  return html`<h2>${id} ${badge(now.state)}</h2>
    ${now.pause ? html`<p>Paused since ${clock(now.pause.since)} by ${now.pause.by}, ${now.pause.everywhere ? 'in all processes' : 'in this process'}${
      now.pause.reason ? `: ${now.pause.reason}` : ''}.</p>` : nothing}
    ${actions([
      { label: 'Pause …', run: () => turn(id, 'pause', again), why: without('act') ?? (now.state === 'paused' ? `${id} is paused` : undefined) },
      { label: 'Resume …', run: () => turn(id, 'resume', again), why: without('act') ?? (now.state === 'running' ? `${id} is running` : undefined) },
    ])}
    <dl class="figures">
      ${list ? ofInbox(inboxOf(id)) : html`<div><dt>busy</dt><dd>${count(now.handlers?.busy)} of ${count(now.handlers?.concurrency)}</dd></div>`}
      <div><dt>handled</dt><dd>${rate(now.perSecond)} ${sparkline(rates(`route:${id}`))}</dd></div>
      <div><dt>p50</dt><dd>${millis(now.p50Millis)}</dd></div>
      <div><dt>p99</dt><dd>${millis(now.p99Millis)}</dd></div>
      ${list ? nothing : html`<div><dt>behind</dt><dd>${seconds(now.behindSeconds)}</dd></div>
      <div><dt>empty in</dt><dd>${seconds(now.emptyInSeconds)}</dd></div>`}
    </dl>
    ${list?.view(inboxOf(id).name)}
    <h3>How deliveries ended, since this process started</h3>
    <dl class="figures">${Object.entries(now.ends ?? {}).map(([end, n]) => html`<div><dt>${ended(end)}</dt><dd>${count(/** @type {number} */ (n))}</dd></div>`)}</dl>
    ${details?.show((value) => html`
      <h3>Last deliveries of this process</h3>
      ${value.deliveries?.length ? deliveries(id).view(value.deliveries) : html`<p>None since this process started; each appears here when it ends.</p>`}
      <h3>Settings</h3>
      ${value.settings?.length ? settingsOf(id).view(value.settings, (one) => (one.default ? 'default' : '')) : html`<p>No settings.</p>`}`)}`;
}

/** @param {any} inbox */
function ofInbox(inbox) {
  const now = inboxNow(inbox.name);
  const at = queueNow(inbox.deadLetters);
  return html`<div><dt>connected here</dt><dd>${clients(now)}</dd></div>
    <div><dt>unanswered</dt><dd>${count(now.unanswered)}</dd></div>
    <div><dt>dead letters</dt><dd><a href=${link('dead-letters', inbox.deadLetters)}>${figure(count(at.deadLetters), at.asOf)}</a></dd></div>`;
}

/** The clients of an inbox, a page at a time. Listing a client is a call to SQS, so only the viewer starts it, not a timer. */
class ClientList {
  page = 1;
  inbox = '';
  asOf = '';
  load = new Load(async (signal) => {
    const listed = await get(`inboxes${query({ inbox: this.inbox, page: this.page, size: 25 })}`, signal);
    this.asOf = new Date().toISOString();
    return listed;
  });

  again() {
    if (this.asOf) this.load.start();
  }

  /** @param {string} inbox @param {number} page */
  show(inbox, page) {
    this.inbox = inbox;
    this.page = page;
    this.load.start();
    update();
  }

  /** @param {string} inbox */
  view(inbox) {
    const { load } = this;
    const begun = load.value ?? load.problem ?? load.loading;
    return html`<h3>Clients</h3>
      ${begun ? load.show((listed) => html`<p>${several(listed.clients, 'client')}, as of ${clock(this.asOf)}.</p>
        ${listed.clients ? clientTable.view(listed.entries) : html`<p>A client appears here once it has a queue.</p>`}
        ${listed.pages > 1 ? html`<p class="buttons">${[['Previous', this.page - 1], ['Next', this.page + 1]].map(([text, page]) => html`<button type="button"
          aria-disabled=${page < 1 || page > listed.pages ? 'true' : 'false'} @click=${() => page >= 1 && page <= listed.pages && this.show(inbox, page)}>${text}</button>`)}
          Page ${listed.page} of ${listed.pages}</p>` : nothing}`) : html`<p>To list 25 clients takes 26 requests to SQS.</p>`}
      <p class="buttons"><button type="button" @click=${() => this.show(inbox, this.page)}>${begun ? 'List again' : 'List clients'}</button></p>`;
  }
}

const clientTable = new Table('Clients', (one) => one.client, [
  { name: 'Client', value: (one) => one.client },
  { name: 'Connected', value: (one) => one.connectedSince, cell: (one) => (one.connectedSince
    ? html`<span class="badge ok"><span aria-hidden="true">●</span> since ${clock(one.connectedSince)}${one.elsewhere ? ', elsewhere' : ''}</span>` : 'no') },
  { name: 'Unanswered', number: true, value: (one) => one.unanswered, cell: (one) => count(one.unanswered) },
  { name: 'Waiting', number: true, value: (one) => one.waiting, cell: (one) => count(one.waiting) },
  { name: 'In flight', number: true, value: (one) => one.inFlight, cell: (one) => count(one.inFlight) },
  { name: 'Dead letters', cell: (one) => html`<a href=${link('dead-letters', one.queue)} aria-label=${`dead letters of ${one.client}`}>look</a>` },
]);

/** @type {Map<string, Table>} */
const tables = new Map();

/** @param {string} key @param {() => Table} make */
function kept(key, make) {
  const table = tables.get(key) ?? make();
  tables.set(key, table);
  return table;
}

/** @param {string} id */
const settingsOf = (id) => kept(`settings ${id}`, () => new Table(`Settings of ${id}`, (one) => one.name, [
  { name: 'Setting', value: (one) => one.name },
  { name: 'Value', value: (one) => one.value, cell: (one) => html`${one.value}${one.default ? html` <small>default</small>` : nothing}` },
  { name: 'Meaning', cell: (one) => html`<span class="meaning">${one.description}</span>` },
]));

/** @param {string} id @param {boolean} [withRoute] */
export const deliveries = (id, withRoute) => kept(`deliveries ${id}`, () => new Table(id ? `Deliveries of ${id}` : 'Deliveries', (one) => `${one.time} ${one.event} ${one.route ?? ''} ${one.attempt ?? ''}`, [
  { name: 'Time', value: (one) => one.time, cell: (one) => clock(one.time) },
  ...(withRoute ? [{ name: 'Consumer', value: (one) => one.route, cell: (one) => html`<a href=${link('consumers', one.route)}>${one.route}</a>` }] : []),
  { name: 'Event', value: (one) => one.event, cell: (one) => html`<a href=${eventLink(one.event)}>${one.event}</a>` },
  { name: 'Type', value: (one) => one.type },
  { name: 'End', value: (one) => one.end, cell: (one) => ended(one.end) },
  { name: 'Took', number: true, value: (one) => one.millis, cell: (one) => millis(one.millis) },
  { name: 'Attempt', number: true, value: (one) => one.attempt },
  { name: 'Cause', cell: (one) => one.cause ?? '' },
]));

const ABOUT = {
  pause: ['It takes no more messages; those in hand are finished. Messages wait in the queue.',
    'Its clients stay connected and get nothing new; they may answer what they have. Events wait in their queues.'],
  resume: ['It takes messages again.', 'Its clients get events again.'],
};

/** Opens the dialog that pauses or resumes a route. @param {string} id @param {'pause' | 'resume'} what @param {() => void} again */
function turn(id, what, again) {
  const body = { everywhere: Boolean(routeNow(id).pause?.everywhere) };
  const choice = (everywhere, text) => html`<label class="check"><input type="radio" name="where"
    .checked=${body.everywhere === everywhere} @change=${() => (body.everywhere = everywhere)}> ${text}</label>`;
  ask({
    title: what === 'pause' ? `Pause ${id}` : `Resume ${id}`,
    queue: '', operation: what, path: path`routes/${id}/` + what, body, certain: true,
    about: html`<p>${ABOUT[what][inboxOf(id) ? 1 : 0]}</p>
      <fieldset><legend>Where</legend>${choice(false, 'in this process')}${choice(true, 'in all processes, also those that start later')}</fieldset>`,
    verb: () => (what === 'pause' ? 'Pause' : 'Resume'),
    told: (outcome) => `${id} is ${outcome.state}.`,
    done: () => {
      refresh();
      again();
    },
  });
}
