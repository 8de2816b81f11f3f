import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { app, update } from '../app.js';
import { count, millis, rate, seconds, several } from '../format.js';
import { Graph, sparkline } from '../graph.js';
import { inboxNow, queueNow, rates, routeNow, topicNow } from '../live.js';
import { loading } from '../load.js';
import { go, link } from '../router.js';
import { change, settings } from '../settings.js';
import { badge, clients, concerns, figure, filter, handlersOf, ownQueues, partly, sentence } from '../state.js';
import { Table } from '../table.js';

const COLUMNS = ['Sources', 'Topics', 'Queues', 'Handlers', 'Inboxes', 'Dead letters'];
const NARROW = 640;

/** @type {Graph | undefined} */
let graph;
/** @type {any} */
let drawnFrom;

/** @param {URLSearchParams} query @returns {import('../app.js').Page} */
export function topology(query) {
  const show = query.get('show') ?? '';
  const kind = () => query.get('view') || settings.view || (innerWidth < NARROW ? 'table' : 'graph');
  const choose = (view) => {
    change({ view });
    go(`${link('topology')}?view=${view}`, true);
  };
  return {
    title: 'Topology',
    copy: () => ({ request: { method: 'GET', path: 'topology' }, command: 'caravan plan' }),
    again: update,
    drawn: () => kind() === 'graph' && graph?.connect(),
    view: () => {
      if (!app.topology || !app.now) return loading;
      const parts = concerns(app.now.queues ?? [], app.now.routes ?? []);
      return html`${sentence(parts, 'Nothing is to be done: no dead letters, nothing paused, nothing late.')} ${partly()}
        <p class="switch" role="group" aria-label="View">
          ${['graph', 'table'].map((view) => html`<button type="button" aria-pressed=${kind() === view ? 'true' : 'false'}
            @click=${() => choose(view)}>${view === 'graph' ? 'Graph' : 'Table'}</button>`)}
          ${show ? html`Only what has to do with <b>${show}</b>. <a href=${`${link('topology')}?view=table`}>Show all</a>` : nothing}
        </p>
        ${isEmpty() ? empty() : kind() === 'graph' ? drawing() : table.view(rows().filter((row) => !show || row.all.includes(show)), (row) => row.state)}`;
    },
  };
}

const isEmpty = () => !['queues', 'sources', 'handlers', 'inboxes'].some((all) => app.topology[all]?.length);

const empty = () => html`<p>Topics, queues and handlers appear here once <code>application.properties</code> has routes that use them,
  such as a <code>fan-out</code> and a <code>polling-consumer</code>.</p>`;

function drawing() {
  if (drawnFrom !== app.topology) {
    drawnFrom = app.topology;
    graph = new Graph(nodes(), edges(), COLUMNS.toSpliced(4, app.topology.inboxes?.length ? 0 : 1));
  }
  return graph?.view(inside, kindOf);
}

/** The queue under which dead letters are listed: for an inbox, the dead-letter queue of all its clients. @param {any} one */
const letterName = (one) => (one.route ? one.deadLetters : one.name);

const queueOf = (subscription) => `queue:${subscription.queue}`;
const foreign = (subscription) => `sub:${subscription.topic}:${subscription.subscriber}`;

/** The endpoint from which events come, without its options. @param {any} one */
const sourceName = (one) => (one.uri ?? one.route).replace(/\?.*/s, '').replace(/^platform-http:/, 'HTTP ');

/** @returns {any[]} */
function nodes() {
  const { sources = [], topics = [], subscriptions = [], handlers = [], inboxes = [] } = app.topology;
  const about = (topic) => `${link('topology')}?${new URLSearchParams({ view: 'table', show: topic })}`;
  const known = new Set(ownQueues().map((queue) => queue.name));
  return [
    ...sources.map((one) => ({ id: `source:${one.route}`, column: 0, label: sourceName(one), href: about(one.topic), one })),
    ...topics.map((one) => ({ id: `topic:${one.name}`, column: 1, label: one.name, href: about(one.name), one })),
    ...ownQueues().map((one) => ({
      id: `queue:${one.name}`, column: 2, label: one.name, href: link('queues', one.name), one,
      filter: filter(subscriptions.find((subscription) => subscription.queue === one.name && subscription.filter)),
    })),
    ...subscriptions.filter((one) => !known.has(one.queue)).map((one) => ({
      id: foreign(one), column: 2, label: one.endpoint ?? one.subscriber, href: about(one.topic), foreign: true, one, filter: filter(one),
    })),
    ...handlers.map((one) => ({ id: `handler:${one.route}`, column: 3, label: one.route, href: link('consumers', one.route), one })),
    ...inboxes.map((one) => ({
      id: `inbox:${one.name}`, column: 4, label: one.name, href: one.route ? link('consumers', one.route) : about(one.name), foreign: !one.route, one, filter: filter(one),
    })),
    ...[...ownQueues(), ...inboxes].filter((one) => one.deadLetters).map((one) => ({
      id: `dead:${letterName(one)}`, column: inboxes.length ? 5 : 4, label: one.deadLetters, href: link('dead-letters', letterName(one)), one,
    })),
  ];
}

/** @returns {[string, string][]} */
function edges() {
  const { sources = [], subscriptions = [], handlers = [], queues = [], inboxes = [] } = app.topology;
  const known = new Set(queues.map((queue) => queue.name));
  const lines = [
    ...sources.map((one) => [`source:${one.route}`, `topic:${one.topic}`]),
    ...subscriptions.map((one) => [`topic:${one.topic}`, known.has(one.queue) ? queueOf(one) : foreign(one)]),
    ...inboxes.flatMap((one) => [[`topic:${one.topic}`, `inbox:${one.name}`], [`inbox:${one.name}`, `dead:${one.deadLetters}`]]),
    ...handlers.map((one) => [`handler:${one.route}`, `inbox:${one.inbox}`]),
  ];
  for (const handler of handlers) {
    const id = `handler:${handler.route}`;
    const pushed = subscriptions.find((one) => !one.queue && handler.path && one.endpoint?.endsWith(handler.path));
    if (handler.queue) lines.push([`queue:${handler.queue}`, id], [id, `dead:${handler.queue}`]);
    else lines.push([pushed ? foreign(pushed) : `topic:${handler.topic}`, id]);
  }
  for (const queue of queues) {
    if (queue.deadLetters && !handlers.some((one) => one.queue === queue.name)) lines.push([`queue:${queue.name}`, `dead:${queue.name}`]);
  }
  return /** @type {[string, string][]} */ (lines);
}

/** @param {any} node */
function inside(node) {
  return html`<b>${node.label}</b>${DETAILS[node.id.split(':')[0]](node)}`;
}

const DETAILS = {
  source: (node) => html`<small>${node.one.route}</small>`,
  topic: (node) => html`<small>${rate(topicNow(node.one.name).perSecond)} ${sparkline(rates(`topic:${node.one.name}`))}</small>`,
  sub: (node) => html`<small>${node.one.ours ? node.one.protocol : `${node.one.protocol}, not ours`}</small>${filtered(node)}`,
  queue: (node) => html`<small>${waiting(queueNow(node.one.name))}</small>${filtered(node)}${lateness(node.one.name)}`,
  handler: (node) => {
    const now = routeNow(node.one.route);
    return html`<small>${stateOf(now)}
      ${busy(now, node.one)} ${now.p99Millis === undefined ? nothing : `p99 ${millis(now.p99Millis)}`}</small>
      <small>${now.perSecond === undefined ? nothing : rate(now.perSecond)} ${sparkline(rates(`route:${node.one.route}`))}</small>`;
  },
  inbox: (node) => {
    const now = inboxNow(node.one.name);
    return now.name ? html`<small>${stateOf(routeNow(now.route))} ${served(now)}</small>${filtered(node)}` : html`<small>not served here</small>`;
  },
  dead: (node) => html`<small>${letters(queueNow(letterName(node.one)))}</small>${watchers(node.one)}`,
};

/** @param {any} now */
const stateOf = (now) => (now.state && now.state !== 'running' ? badge(now.state) : nothing);

/** @param {any} inbox of now */
const served = (inbox) => html`${clients(inbox)} connected<br>${count(inbox.unanswered)} unanswered`;

const filtered = (node) => (node.filter ? html`<small>only ${node.filter}</small>` : nothing);

/** @param {any} now */
const waiting = (now) => (now.waiting === undefined ? 'waiting not known' : figure(`${count(now.waiting)} waiting`, now.asOf));

/** @param {any} now */
function letters(now) {
  if (now.deadLetters === undefined) return 'not known';
  return figure(now.deadLetters
    ? html`<span class="badge bad"><span aria-hidden="true">✖</span> ${count(now.deadLetters)}</span>`
    : html`<span class="badge ok"><span aria-hidden="true">✓</span> none</span>`, now.asOf);
}

/** @param {any} queue */
function watchers(queue) {
  const all = (app.topology.watchers ?? []).filter((one) => one.queue === queue.name);
  return all.length ? html`<small>watched by ${all.map((one) => one.route).join(', ')}</small>` : nothing;
}

/** @param {any} now @param {any} handler */
function busy(now, handler) {
  const most = now.handlers?.concurrency ?? handler.concurrency;
  return most === undefined ? '' : `${now.handlers?.busy ?? '–'}/${most} busy`;
}

/** @param {string} queue */
function lateness(queue) {
  const all = handlersOf(queue).map((one) => routeNow(one.route));
  const behind = Math.max(...all.map((one) => one.behindSeconds ?? -1));
  const empty = Math.min(...all.map((one) => one.emptyInSeconds ?? Infinity));
  return behind < 0 ? nothing : html`<small>behind ${seconds(behind)}${empty === Infinity ? '' : `, empty in ${seconds(empty)}`}</small>`;
}

/** @param {any} node */
function kindOf(node) {
  if (node.id.startsWith('dead:')) return queueNow(letterName(node.one)).deadLetters ? 'bad' : '';
  if (node.column > 2) return { paused: 'warn', stopped: 'bad', failed: 'bad' }[/** @type {string} */ (routeNow(node.one.route).state)] ?? '';
  return '';
}

/** The graph as rows: a subscription with its topic, queue and handler. */
function rows() {
  const { sources = [], subscriptions = [], handlers = [], topics = [], inboxes = [] } = app.topology;
  const from = (topic) => sources.filter((one) => one.topic === topic).map(sourceName);
  const row = (values) => {
    const now = routeNow(values.handler?.route ?? '');
    const queue = queueNow(values.letters ?? values.queue ?? '');
    const sent = [...from(values.topic ?? ''), ...handlers.filter((one) => one.inbox && one.inbox === values.inbox).map((one) => one.route)];
    return { ...values, now, at: queue, sent, state: now.state === 'running' ? '' : now.state,
      all: [values.topic, values.queue, values.handler?.route, values.subscriber, ...sent].filter(Boolean),
      key: `${values.topic}|${values.queue ?? values.subscriber}|${values.handler?.route}` };
  };
  const all = [];
  for (const one of subscriptions) {
    const there = handlers.filter((handler) => (one.queue ? handler.queue === one.queue : handler.path && one.endpoint?.endsWith(handler.path)));
    for (const handler of there.length ? there : [undefined]) all.push(row({ topic: one.topic, queue: one.queue, subscriber: one.subscriber, subscription: one, handler }));
  }
  for (const queue of ownQueues()) {
    if (subscriptions.some((one) => one.queue === queue.name)) continue;
    const there = handlersOf(queue.name);
    for (const handler of there.length ? there : [undefined]) all.push(row({ queue: queue.name, handler }));
  }
  for (const one of inboxes) all.push(row({ topic: one.topic, inbox: one.name, subscriber: one.name, subscription: { ...one, protocol: 'inbox' }, handler: one.route && one, letters: one.deadLetters }));
  for (const topic of topics) {
    if (![...subscriptions, ...inboxes].some((one) => one.topic === topic.name)) all.push(row({ topic: topic.name }));
  }
  return all;
}

const table = new Table('Topology', (row) => row.key, [
  { name: 'Subscriber', value: (row) => row.queue ?? row.subscriber ?? 'none',
    cell: (row) => (row.queue ? html`<a href=${link('queues', row.queue)}>${row.queue}</a>` : row.subscriber
      ? html`${row.inbox && row.handler ? html`<a href=${link('consumers', row.handler.route)}>${row.inbox}</a>` : row.subscriber} (${row.subscription.protocol})` : 'none') },
  { name: 'Sources', value: (row) => row.sent.join(', ') },
  { name: 'Topic', value: (row) => row.topic },
  { name: 'Filter', value: (row) => filter(row.subscription) || '–' },
  { name: 'Published', number: true, value: (row) => topicNow(row.topic ?? '').perSecond, cell: (row) => rate(topicNow(row.topic ?? '').perSecond) },
  { name: 'Waiting', number: true, value: (row) => row.queue && row.at.waiting, cell: (row) => (row.queue ? figure(count(row.at.waiting), row.at.asOf) : '–') },
  { name: 'Behind', number: true, value: (row) => row.now.behindSeconds, cell: (row) => seconds(row.now.behindSeconds) },
  { name: 'Empty in', number: true, value: (row) => row.now.emptyInSeconds, cell: (row) => seconds(row.now.emptyInSeconds) },
  { name: 'Handler', value: (row) => row.handler?.route,
    cell: (row) => (row.handler ? html`<a href=${link('consumers', row.handler.route)}>${row.handler.route}</a>` : '–') },
  { name: 'State', value: (row) => row.now.state, cell: (row) => (row.handler ? badge(row.now.state) : '–') },
  { name: 'Busy', number: true, value: (row) => row.now.handlers?.busy, cell: (row) => (row.handler ? (row.inbox ? served(inboxNow(row.inbox)) : busy(row.now, row.handler)) : '–') },
  { name: 'p99', number: true, value: (row) => row.now.p99Millis, cell: (row) => millis(row.now.p99Millis) },
  { name: 'Dead letters', number: true, value: (row) => row.at.deadLetters,
    cell: (row) => (row.at.deadLetters !== undefined
      ? html`<a href=${link('dead-letters', row.at.name)} aria-label=${`${several(row.at.deadLetters, 'dead letter')} of ${row.at.name}`}>${letters(row.at)}</a>` : '–') },
]);
