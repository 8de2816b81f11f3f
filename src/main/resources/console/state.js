import { html, nothing } from './vendor/lit-html/lit-html.js';
import { app } from './app.js';
import { ago, clock, count, seconds, several } from './format.js';
import { link } from './router.js';

/** The state of things. A page begins with a sentence that says whether there is something to do. */

const LATE = 60;

/** @param {any} queue of now */
export const deadLetters = (queue) => html`<a href=${link('dead-letters', queue.name)}>${queue.name} has ${several(queue.deadLetters, 'dead letter')}</a>`;

/** @param {string} queue */
export const handlersOf = (queue) => (app.topology?.handlers ?? []).filter((one) => one.queue === queue);

/** Queues that are not just the dead-letter queues of others. */
export function ownQueues() {
  const kept = new Set(app.topology.queues.map((queue) => queue.deadLetters));
  return app.topology.queues.filter((queue) => !kept.has(queue.name) || handlersOf(queue.name).length);
}

/** What an operator has to look after: dead letters, and routes that do not run or are late. @param {any[]} queues @param {any[]} routes */
export function concerns(queues, routes) {
  return [
    ...queues.filter((queue) => queue.deadLetters).map(deadLetters),
    ...routes.filter((route) => route.state !== 'running').map((route) => html`<a href=${link('consumers', route.id)}>${trouble(route)}</a>`),
    ...routes
      .filter((route) => route.state === 'running' && route.behindSeconds > LATE)
      .map((route) => html`<a href=${link('consumers', route.id)}>${route.id} is ${seconds(route.behindSeconds)} behind</a>`),
  ];
}

/** @param {any} route */
function trouble(route) {
  const { pause } = route;
  if (route.state === 'paused' && pause) {
    return `${route.id} paused since ${clock(pause.since)} by ${pause.by}${pause.everywhere ? ' in all processes' : ''}${pause.reason ? `: ${pause.reason}` : ''}`;
  }
  return `${route.id} ${route.state === 'stopped' ? 'is stopped' : route.state}${route.problem ? `: ${route.problem}` : ''}`;
}

/** How many of an inbox's clients are connected to this process. @param {any} inbox of now */
export const clients = (inbox) => `${count(inbox.connected)} of ${count(inbox.clients)}`;

/** The first sentence of a page: what there is to do, or else that all is well. @param {unknown[]} parts @param {string} otherwise */
export function sentence(parts, otherwise) {
  return html`<p class="sentence">${
    parts.length
      ? html`<span class="icon bad" aria-hidden="true">!</span> ${parts.map((part, i) => html`${i ? ' · ' : nothing}${part}`)}`
      : html`<span class="icon ok" aria-hidden="true">✓</span> ${otherwise}`
  }</p>`;
}

/** Notes about services that do not answer, so that figures are missing. */
export function partly() {
  const { ledger, queuesProblem } = app.now ?? {};
  return html`${ledger?.state === 'away'
    ? html`<p class="partly"><span class="icon" aria-hidden="true">◐</span> The ledger does not answer since ${clock(ledger.since)}: events and tasks are not shown; queues are.</p>`
    : nothing}
  ${queuesProblem ? html`<p class="partly"><span class="icon" aria-hidden="true">◐</span> ${queuesProblem} Figures of queues are missing or old.</p>` : nothing}`;
}

const STATES = {
  running: ['✓', 'ok'],
  paused: ['‖', 'warn'],
  stopped: ['■', 'bad'],
  failed: ['✖', 'bad'],
  parked: ['‖', 'warn'],
  releasing: ['▶', 'ok'],
};

/** A state as an icon and a word, in its colour. @param {string | undefined} state */
export function badge(state) {
  const [icon, kind] = STATES[state ?? ''] ?? ['?', ''];
  return html`<span class=${`badge ${kind}`}><span aria-hidden="true">${icon}</span> ${state ?? 'not known'}</span>`;
}

const ENDS = {
  done: ['✓', 'ok'],
  handled: ['✓', 'ok'],
  duplicate: ['✓', 'ok'],
  expired: ['⊘', ''],
  received: ['●', 'ok'],
  dead: ['✖', 'bad'],
  given_up: ['✖', 'bad'],
  failed: ['!', 'warn'],
  filtered: ['⊘', ''],
  not_yet: ['…', ''],
  unseen: ['?', ''],
};

/** @param {string} end */
export function ended(end) {
  const name = end.toLowerCase();
  const [icon, kind] = ENDS[name] ?? ['●', ''];
  return html`<span class=${`badge ${kind}`}><span aria-hidden="true">${icon}</span> ${name.replaceAll('_', ' ')}</span>`;
}

/** A figure, which is grey if three looks at SQS have not renewed it. @param {unknown} figure @param {string | undefined} asOf */
export function figure(figure, asOf) {
  const old = asOf && Date.now() - Date.parse(asOf) > 1000 * (app.now?.looking?.staleAfterSeconds ?? 30);
  return old ? html`<span class="old" title=${`as of ${clock(asOf)}`}>${figure}<span class="unseen"> as of ${ago(asOf)}</span></span>` : figure;
}

/** A filter policy in words. @param {any} subscription */
export function filter(subscription) {
  if (!subscription?.filter) return '';
  return Object.entries(subscription.filter)
    .map(([name, values]) => `${name} ${Array.isArray(values) ? values.map(plain).join(' or ') : plain(values)}`)
    .join(' and ');
}

/** @param {unknown} value */
const plain = (value) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
