import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { actions } from '../action.js';
import { get, path, post } from '../api.js';
import { update, without } from '../app.js';
import { ask } from '../ask.js';
import { quote } from '../copy.js';
import { diff, isJson, pretty } from '../diff.js';
import { clock, several, short } from '../format.js';
import { Load, lives, problem } from '../load.js';
import { eventLink, go, link } from '../router.js';
import { ended, sentence } from '../state.js';
import { Table } from '../table.js';
import { ORIGINS, start } from './letters.js';

/** Attributes that cannot be edited, because Caravan recognises the event by them. */
const LOCKED = ['ce_id', 'ce_specversion', 'ce_source', 'caravan-cause'];

/** One dead letter, and the form that edits it. @param {string} queue @param {string} id @returns {import('../app.js').Page} */
export function letter(queue, id) {
  const here = path`dead-letters/${queue}/letters/${id}`;
  let reveal = '';
  /** @type {{body: string, attributes: Record<string, string>, problem?: any} | undefined} */
  let draft;
  const load = new Load((signal) => get(here + reveal, signal), 'It may have been sent back, moved or deleted since.');
  const leave = () => go(link('dead-letters', queue, 'letters'));
  const act = (operation, value, more) => start(operation, queue, { ids: [value.letter.messageId] }, undefined, () => {}, more);
  const send = (value) => act('redrive', value, { title: `Send ${value.letter.event} back` });
  const remove = (value) => act('discard', value, { title: `Delete ${value.letter.event}`, first: undefined, closed: leave });
  const edit = (value) => {
    draft = { body: pretty(value.body), attributes: { ...value.attributes } };
    update();
  };
  return {
    title: `Dead letter ${id}`,
    copy: () => ({ request: { method: 'GET', path: here }, command: `caravan dead-letters show ${quote(queue)} ${quote(id)}` }),
    ...lives(load),
    keys: { r: () => load.value && !without('act') && send(load.value) },
    view: () => load.show((value) => html`${about(queue, value)}
      ${value.masked ? html`<p>Body, attributes and the exception's message are masked: ${without('read')}. ${actions([
        { label: 'Reveal', why: without('act'), run: () => { reveal = '?reveal=true'; load.start(); } }])}</p>` : nothing}
      ${actions([
        { label: 'Send back …', kind: 'main', run: () => send(value), why: without('act') },
        { label: 'Edit …', run: () => edit(value), why: without('act') ?? (value.masked ? 'Reveal it first' : undefined) },
        { label: 'Discard …', kind: 'danger', run: () => remove(value), why: without('all') },
      ])}
      ${draft ? editor(queue, here, value, draft, leave, () => { draft = undefined; update(); }) : whole(value)}`),
  };
}

/** @param {string} queue @param {any} value */
function about(queue, { letter, history }) {
  const at = history?.subscribers?.find((one) => one.queue === queue);
  return html`${sentence([`${short(letter.exception) || ORIGINS[letter.origin]} after ${several(letter.attempts, 'attempt')}`], '')}
    <p>${letter.message}</p>
    <dl class="pairs">
      <dt>event</dt><dd><a href=${eventLink(letter.event)}>${letter.event}</a> ${letter.type ?? ''}</dd>
      ${letter.source ? html`<dt>source</dt><dd>${letter.source}</dd>` : nothing}
      ${letter.group ? html`<dt>group</dt><dd>${letter.group}</dd>` : nothing}
      <dt>failure</dt><dd><a href=${`${link('dead-letters', queue, 'letters')}?fingerprint=${letter.fingerprint}`}><code>${letter.fingerprint}</code></a></dd>
      <dt>since</dt><dd>${clock(letter.since)}</dd>
      <dt>how</dt><dd>${ORIGINS[letter.origin]}</dd>
      ${at ? html`<dt>the ledger says</dt><dd>${ended(at.state)}</dd>` : nothing}
    </dl>`;
}

/** @param {any} value */
function whole(value) {
  return html`<h2>Body</h2>
    <pre class="code" tabindex="0" role="region" aria-label="Body">${pretty(value.body)}</pre>
    <h2>Attributes</h2>
    ${attributes.view(Object.entries(value.attributes))}`;
}

const attributes = new Table('Attributes', ([name]) => name, [
  { name: 'Name', value: ([name]) => name },
  { name: 'Value', cell: ([, text]) => text },
]);

/** The form: the message as it is, and as it will be sent. @param {string} queue @param {string} here @param {any} value @param {any} draft @param {() => void} leave @param {() => void} close */
function editor(queue, here, value, draft, leave, close) {
  const before = pretty(value.body);
  const wasJson = isJson(value.body);
  const set = Object.fromEntries(Object.entries(draft.attributes).filter(([name, text]) => value.attributes[name] !== text));
  const body = { ...(draft.body === before ? {} : { body: draft.body }), ...(Object.keys(set).length ? { set } : {}) };
  const why = wasJson && !isJson(draft.body) ? 'The body is not JSON' : Object.keys(body).length ? undefined : 'Nothing is changed yet';
  const typed = (event) => {
    draft.body = event.target.value;
    update();
  };
  return html`<h2>Edit</h2>
    <div class="panes">
      <label>Before the edit <textarea class="code" rows="14" readonly .value=${before}></textarea></label>
      <label>After the edit <textarea class="code" rows="14" spellcheck="false" .value=${draft.body} @input=${typed}
        aria-invalid=${wasJson && !isJson(draft.body) ? 'true' : 'false'} aria-describedby="json"></textarea></label>
    </div>
    <p id="json">${wasJson ? (isJson(draft.body) ? html`<span class="badge ok"><span aria-hidden="true">✓</span> JSON</span>` : html`<span class="badge bad"><span aria-hidden="true">✖</span> not JSON</span>`) : nothing}</p>
    <fieldset><legend>Attributes</legend>${Object.entries(draft.attributes).map(([name, text]) => html`<label>${name}
      ${LOCKED.includes(name) ? html`<small>locked: Caravan needs it as it is</small>` : nothing}
      <input .value=${text} ?readonly=${LOCKED.includes(name)} @input=${(event) => { draft.attributes[name] = event.target.value; update(); }}></label>`)}</fieldset>
    ${draft.problem ? problem(draft.problem) : nothing}
    ${actions([
      { label: 'Show what changes …', kind: 'main', run: () => change(queue, here, body, draft, leave), why },
      { label: 'Leave it', run: close },
    ])}`;
}

/** Shows what the edit would change, and asks for confirmation. @param {string} queue @param {string} here @param {any} body @param {any} draft @param {() => void} leave */
async function change(queue, here, body, draft, leave) {
  try {
    const { before, after } = await post(`${here}/edit`, { ...body, dryRun: true });
    draft.problem = undefined;
    ask({
      title: 'Send it back changed',
      queue, operation: 'edit', path: `${here}/edit`, body, certain: true,
      command: '',
      about: html`${diff(text(before), text(after))}<p>The audit trail keeps the original.</p>`,
      verb: () => 'Send it back changed',
      closed: leave,
    });
  } catch (failure) {
    draft.problem = failure;
  }
  update();
}

/** @param {any} message */
const text = (message) => `${Object.entries(message.attributes ?? {}).map(([name, value]) => `${name}: ${value}`).sort().join('\n')}\n\n${pretty(message.body)}`;
