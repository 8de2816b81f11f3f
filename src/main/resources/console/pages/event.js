import { html, nothing, svg } from '../vendor/lit-html/lit-html.js';
import { get, query } from '../api.js';
import { clock, millis, several, short } from '../format.js';
import { Load, lives } from '../load.js';
import { link } from '../router.js';
import { ended, sentence } from '../state.js';
import { quote } from '../copy.js';

const WIDTH = 240;

/** Where one event is: its state for each subscriber that has it or should have it. @param {string} id @returns {import('../app.js').Page} */
export function event(id) {
  const history = new Load((signal) => get(`events${query({ id })}`, signal), 'It was never published here, or its record has expired.');
  return {
    title: `Event ${id}`,
    copy: () => ({ request: { method: 'GET', path: `events${query({ id })}` }, command: `caravan event ${quote(id)}` }),
    ...lives(history),
    view: () => history.show((value) => html`${told(value)} ${picture(value)} ${receipts(value)} ${traces(value)}
      <p class="buttons"><button type="button" @click=${() => history.start()}>Look again</button></p>`),
  };
}

/** The subscribers that have the event, and those that should have it. @param {any} value */
function subscribers(value) {
  const there = new Set(value.subscribers.map((one) => one.queue));
  return [...value.subscribers, ...(value.expected ?? [])
    .filter((one) => !there.has(one.subscriber))
    .map((one) => ({ queue: one.subscriber, state: one.state, reason: one.reason, topic: one.topic, missing: true }))];
}

/** @param {any} value */
function told(value) {
  const all = subscribers(value);
  const is = (/** @type {string[]} */ ...states) => all.filter((one) => states.includes(one.state.toLowerCase()));
  const done = is('done');
  const parts = [
    ...is('dead', 'given_up').map((one) => html`<a href=${letters(one)}>${one.queue} gave it up</a>`),
    ...is('failed').map((one) => `${one.queue} tries again after ${several(one.attempts, 'failed attempt')}`),
    ...is('not_yet').map((one) => `${one.queue} does not have it yet${one.reason ? `: ${one.reason}` : ''}`),
  ];
  const notes = [
    ...is('filtered').map((one) => `${one.queue} did not get it: ${one.reason ?? 'its filter'}`),
    ...is('unseen').map((one) => `whether ${one.queue} has it is not known`),
  ];
  const sum = `${done.length} of ${several(all.length, 'subscriber')} handled it`;
  return sentence(parts.length ? [sum, ...parts, ...notes] : [], `${[sum, ...notes].join(' · ')}. Nothing is to be done.`);
}

/** @param {any} one */
const letters = (one) => `${link('dead-letters', one.queue, 'letters')}${query({ fingerprint: one.cause?.fingerprint })}`;

/** @param {any} value */
function picture(value) {
  const times = [...value.published.map((one) => one.time), ...value.subscribers.flatMap((one) => [one.first, one.last])].map((time) => Date.parse(time));
  const from = Math.min(...times);
  const span = Math.max(...times) - from || 1;
  const at = (time) => 6 + ((WIDTH - 12) * (Date.parse(time) - from)) / span;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Where it is">
    <table class="picture">
      <caption class="unseen">Where it is</caption>
      <thead><tr><th scope="col">Who</th><th scope="col">State</th><th scope="col">over ${millis(span)}</th>
        <th scope="col">First</th><th scope="col">Last</th><th scope="col" class="number">Attempts</th><th scope="col">Last failure</th></tr></thead>
      <tbody>
        ${value.published.map((one) => html`<tr>
          <th scope="row">${one.topic}${one.source ? html` <small>from ${one.source}</small>` : nothing}</th><td>${ended('published')}</td>
          <td>${line(at(one.time), at(one.time), 'ok')}</td><td>${exact(one.time)}</td><td></td><td></td><td></td></tr>`)}
        ${subscribers(value).map((one) => html`<tr>
          <th scope="row">└ ${one.queue}</th><td>${ended(one.state)}</td>
          ${one.missing
            ? html`<td colspan="5" class="missing">${one.reason ?? ({ filtered: 'its filter', unseen: 'the ledger keeps no record of it' }[one.state] ?? 'no time is known')}</td>`
            : html`<td>${line(at(one.first), at(one.last), KINDS[one.state] ?? '')}</td>
              <td>${exact(one.first)}</td><td>${exact(one.last)}</td><td class="number">${one.attempts}</td>
              <td>${one.cause ? html`<a href=${letters(one)}>${short(one.cause.exception)} <code>${one.cause.fingerprint}</code></a> ${one.cause.message}` : ''}</td>`}
        </tr>`)}
      </tbody>
    </table>
  </div>`;
}

/** The receipts of inboxes' clients for the event. @param {any} value */
const receipts = (value) => (value.receipts ?? []).map((one) => html`<p>Client ${one.client}: ${SAID[one.state] ?? 'not answered'} ${exact(one.time)}</p>`);

/** The traces of the event, with links if they are configured. @param {any} value */
const traces = (value) => (value.traces ?? []).map((one) => html`<p>Trace ${one.url
  ? html`<a href=${one.url} rel="noreferrer"><code>${one.id}</code></a>` : html`<code>${one.id}</code>`}</p>`);

const SAID = { DONE: 'received', FAILED: 'failed', DEAD: 'given up', GIVEN_UP: 'given up', EXPIRED: 'expired' };

const KINDS = { DONE: 'ok', DEAD: 'bad', GIVEN_UP: 'bad', FAILED: 'warn' };

/** @param {string} time */
const exact = (time) => html`<span title=${time}>${clock(time)}<small>.${time.match(/\.(\d{1,3})/)?.[1] ?? '0'}</small></span>`;

/** A span of time: only known times are drawn. @param {number} from @param {number} to @param {string} kind */
function line(from, to, kind) {
  return html`<svg class=${`span ${kind}`} viewBox=${`0 0 ${WIDTH} 14`} aria-hidden="true">${svg`<path d=${`M${from} 7H${to}`}></path><circle cx=${from} cy="7" r="3"></circle><circle cx=${to} cy="7" r="5"></circle>`}</svg>`;
}
