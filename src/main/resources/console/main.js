import { html, nothing, render } from './vendor/lit-html/lit-html.js';
import { Problem, get, strangers } from './api.js';
import { app, drawWith, update } from './app.js';
import { bar } from './bar.js';
import { copies } from './copy.js';
import { LEFT } from './dialog.js';
import { clock, count, several, zone } from './format.js';
import { help, listen } from './keys.js';
import { isHeld, isStale, live, refresh, watch } from './live.js';
import { loading, problem } from './load.js';
import { ROOT, eventLink, go, link, route } from './router.js';
import { change, paint, settings } from './settings.js';

/** @typedef {(names: string[], query: URLSearchParams) => import('./app.js').Page} Make */

/** The addresses of pages, and their modules. A module is loaded when its page is first shown. @type {[RegExp, string, (of: any) => Make][]} */
const PAGES = [
  [/^(?:topology)?$/, 'topology', (of) => (_, query) => of.topology(query)],
  [/^queues$/, 'queue', (of) => of.queues],
  [/^queues\/([^/]+)$/, 'queue', (of) => ([name]) => of.queue(name)],
  [/^consumers\/([^/]+)$/, 'queue', (of) => ([id]) => of.consumer(id)],
  [/^dead-letters$/, 'letters', (of) => of.letterQueues],
  [/^dead-letters\/([^/]+)(?:\/(letters|groups|tasks|audit))?$/, 'letters', (of) => ([name, tab], query) => of.letters(name, tab ?? '', query)],
  [/^dead-letters\/([^/]+)\/letters\/([^/]+)$/, 'letter', (of) => ([name, id]) => of.letter(name, id)],
  [/^events$/, 'events', (of) => (_, query) => of.events(query)],
  [/^events\/([^/]+)$/, 'event', (of) => ([id]) => of.event(id)],
  [/^plan$/, 'plan', (of) => of.plan],
  [/^cost$/, 'cost', (of) => of.cost],
  [/^audit$/, 'audit', (of) => (_, query) => of.audit(query)],
  [/^rights$/, 'rights', (of) => of.rights],
  [/^settings$/, 'settings', (of) => of.choices],
];

const NAV = [
  ['topology', 'Topology'],
  ['queues', 'Queues'],
  ['dead-letters', 'Dead letters'],
  ['events', 'Events'],
  ['plan', 'Plan'],
  ['cost', 'Cost'],
  ['audit', 'Audit'],
];

let place = '';

/** @param {URL} address @param {boolean} isNew whether this is another page than before, so that its heading gets the focus */
async function arrived(address, isNew) {
  const to = address.pathname.slice(ROOT.length).replace(/\/$/, '');
  const [pattern, module, make] = PAGES.find(([pattern]) => pattern.test(to)) ?? [/.*/, '', () => nowhere];
  const names = [...(pattern.exec(to) ?? [])].slice(1).map((name) => name && decodeURIComponent(name));
  const first = !app.page;
  const made = make(module && (await import(`./pages/${module}.js`)));
  if (address.href !== location.href) return;
  /** @type {HTMLDialogElement | null} */ (document.querySelector('dialog[open]'))?.close(LEFT);
  app.page?.stop?.();
  place = to;
  app.ended = [];
  app.page = made(names, address.searchParams);
  if (app.me && !app.signIn) app.page.start?.();
  update();
  if (isNew && !first) {
    requestAnimationFrame(() => {
      document.querySelector('h1')?.focus();
      scrollTo(0, 0);
    });
  }
}

/** @returns {import('./app.js').Page} */
function nowhere() {
  return { title: 'No such page', view: () => html`<p class="sentence">The address has no page. <a href=${link('topology')}>Topology</a></p>` };
}

function draw() {
  const { page } = app;
  document.title = `${page?.title ?? 'Console'} – Caravan ${app.me?.application ?? ''}`;
  render(shell(), /** @type {HTMLElement} */ (document.getElementById('app')));
  page?.drawn?.();
}

function shell() {
  const { page, me } = app;
  return html`<a class="skip" href="#main" @click=${skip}>Skip to the page</a>
    <header>
      <a class="brand" href=${link('topology')}>Caravan <b>${me?.application ?? ''}</b></a>
      ${me?.environment ? html`<span class="environment">${me.environment}</span>` : nothing}
      <nav aria-label="Pages"><ul>${NAV.map(([to, name]) => html`<li><a href=${link(to)}
        aria-current=${place.split('/')[0] === to || (!place && to === 'topology') ? 'page' : nothing}>${name}${
          to === 'dead-letters' ? dead() : nothing}</a></li>`)}</ul></nav>
      <form role="search" @submit=${search}>
        <input id="search" type="search" aria-label="Search a queue, a route, an inbox or an event's id" placeholder="search  /" autocomplete="off">
      </form>
      <span class="asof">${asOf()}</span>
      <button type="button" class="quiet" @click=${() => (change({ zone: settings.zone === 'utc' ? 'local' : 'utc' }), update())}
        >${zone()}</button>
      ${me ? html`<a href=${link('rights')}>${me.name} (${me.right})</a>` : nothing}
    </header>
    ${banner()}
    <main id="main" class=${isStale() ? 'stale' : ''}>
      <h1 tabindex="-1">${page?.title}</h1>
      ${app.signIn
        ? signing?.signIn(begun)
        : app.problem
          ? problem(app.problem, begin)
          : me
            ? html`${app.running.map((task) => bar(task))}
              ${app.ended.map((task) => html`<p>${task.operation} ${task.queue} has ended: <a href=${link('dead-letters', task.queue, 'tasks')}>outcome</a></p>`)} ${page?.view()}`
            : loading}
    </main>
    <footer>
      ${!app.signIn && page?.copy ? copies(page.copy().request, page.copy().command) : nothing}
      <span>${looking()}</span>
      <span>${me?.version ? `Caravan ${me.version}` : nothing}</span>
      <a href=${link('settings')}>Settings</a> <a href=${link('rights')}>What I may do</a>
      <button type="button" class="quiet" @click=${help}>Keys</button>
      ${me?.signedIn ? html`<button type="button" class="quiet" @click=${async () => (await import('./signin.js')).signOut()}>Sign out</button>` : nothing}
      <a href="/caravan/openapi.json">openapi.json</a>
    </footer>`;
}

/** @param {Event} click */
function skip(click) {
  click.preventDefault();
  document.querySelector('h1')?.focus();
}

function dead() {
  const all = (app.now?.queues ?? []).reduce((sum, one) => sum + (one.deadLetters ?? 0), 0);
  return all ? html` <sup>${count(all)}<span class="unseen"> dead letters</span></sup>` : nothing;
}

function asOf() {
  if (!live.at) return nothing;
  if (!settings.refresh) return html`<button type="button" class="quiet" @click=${refresh}>as of ${clock(live.at)}, refresh</button>`;
  return isStale()
    ? html`<span class="bad"><span aria-hidden="true">○</span> stale, as of ${clock(live.at)}</span>`
    : html`<span aria-hidden="true" class="ok">●</span> as of ${clock(live.at)}`;
}

function banner() {
  if (app.signIn || !settings.refresh || !live.problem || !isStale()) return nothing;
  return html`<p class="banner"><span class="icon" aria-hidden="true">○</span>
    ${live.problem.message} The figures are as of ${live.at ? clock(live.at) : 'never'}; this page goes on trying.</p>`;
}

function looking() {
  const asked = app.now?.looking?.requestsAnHour;
  return asked === undefined ? nothing : `Looking costs ${several(asked, 'request')} to SQS an hour, however many look.`;
}

/** @param {SubmitEvent} submit */
function search(submit) {
  submit.preventDefault();
  const field = /** @type {HTMLInputElement} */ (document.getElementById('search'));
  const text = field.value.trim();
  if (!text) return;
  field.value = '';
  const { queues = [], handlers = [], topics = [], inboxes = [] } = app.topology ?? {};
  const inbox = inboxes.find((one) => one.route && [one.name, one.route].includes(text));
  const has = (all, name) => all.some((one) => one[name] === text);
  if (has(queues, 'name')) go(link('queues', text));
  else if (inbox) go(link('consumers', inbox.route));
  else if (has(handlers, 'route')) go(link('consumers', text));
  else if (has(topics, 'name')) go(`${link('topology')}?${new URLSearchParams({ view: 'table', show: text })}`);
  else go(eventLink(text));
}

/** Finds out who the viewer is, and begins. */
async function begin() {
  try {
    app.me = await get('me');
    app.problem = undefined;
    begun();
  } catch (failure) {
    if (!(failure instanceof Problem)) throw failure;
    if (failure.status !== 401) app.problem = failure;
  }
  update();
}

function begun() {
  app.signIn = false;
  app.page?.start?.();
  watch();
}

/** @type {typeof import('./signin.js') | undefined} */
let signing;

strangers.found = async () => {
  if (app.signIn) return;
  app.signIn = true;
  app.page?.stop?.();
  signing ??= await import('./signin.js');
  update();
};

paint();
drawWith(draw);
listen();
route(arrived);
setInterval(() => isHeld() || update(), 1000); // Ages and countdowns change even without an answer.
begin();
