import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { actions, rowAction } from '../action.js';
import { get, path, query, taskPath } from '../api.js';
import { update, without } from '../app.js';
import { afterwards, ask, words } from '../ask.js';
import { quote } from '../copy.js';
import { ago, clock, count, cut, several, short } from '../format.js';
import { sparkline } from '../graph.js';
import { refresh } from '../live.js';
import { Load, lives } from '../load.js';
import { eventLink, go, link } from '../router.js';
import { WHOLE, command, conditions, save } from '../selection.js';
import { badge, deadLetters, partly, sentence } from '../state.js';
import { Table } from '../table.js';
import { auditTable } from './audit.js';

/** @returns {import('../app.js').Page} */
export function letterQueues() {
  const all = new Load((signal, onTask) => get('dead-letters', signal, onTask));
  return {
    title: 'Dead letters',
    copy: () => ({ request: { method: 'GET', path: 'dead-letters' }, command: 'caravan dead-letters list' }),
    ...lives(all),
    view: () => all.show(({ entries }) => {
      const some = entries.filter((one) => one.letters);
      return html`${sentence(some.map((one) => deadLetters({ name: one.queue, deadLetters: one.letters })), 'No queue has dead letters. Nothing is to be done.')} ${partly()}
        ${entries.length ? queueTable.view(entries) : html`<p>Each queue with a dead-letter queue appears here.</p>`}`;
    }),
  };
}

const queueTable = new Table('Queues with dead letters', (one) => one.queue, [
  { name: 'Queue', value: (one) => one.queue, cell: (one) => html`<a href=${link('dead-letters', one.queue)}>${one.queue}</a>` },
  { name: 'Dead letters (about)', number: true, value: (one) => one.letters, cell: (one) => count(one.letters) },
  { name: 'Dead-letter queue', value: (one) => one.deadLetterQueue },
]);

const TABS = [
  ['', 'By failure'],
  ['letters', 'All letters'],
  ['groups', 'Parked groups'],
  ['tasks', 'Tasks'],
  ['audit', 'Audit'],
];

/** @param {string} queue @param {string} tab @param {URLSearchParams} given @returns {import('../app.js').Page} */
export function letters(queue, tab, given) {
  const view = { '': byFailure, letters: oneByOne, groups, tasks, audit: trail }[tab] ?? byFailure;
  const part = view(queue, given);
  return {
    ...part,
    title: `Dead letters of ${queue}`,
    ...lives(part.load),
    ...(part.again ? { again: part.again } : {}),
    view: () => html`${partly()}
      <nav aria-label="Views of the dead letters"><ul class="tabs">${TABS.map(([to, name]) => html`<li><a href=${to ? link('dead-letters', queue, to) : link('dead-letters', queue)}
        aria-current=${to === tab ? 'page' : nothing}>${name}</a></li>`)}</ul></nav>
      ${part.load.show(part.view)}`,
  };
}

/**
 * @typedef {object} Part
 * @property {Load} load
 * @property {(value: any) => unknown} view
 * @property {() => void} [again]
 * @property {Record<string, () => void>} [keys]
 * @property {() => {request: import('../copy.js').Request, command?: string}} [copy]
 */

/** @param {string} queue @param {URLSearchParams} _ @returns {Part} */
function byFailure(queue, _) {
  let age = 30;
  /** @type {Set<string>} */
  const chosen = new Set();
  const load = new Load((signal, onTask) => get(path`dead-letters/${queue}` + query({ maxAgeSeconds: age, size: 1000 }), signal, onTask), 'Its consumer may have another name, or be in another application.');
  const again = () => {
    age = 0;
    load.start();
    refresh();
  };
  const selection = () => ({ fingerprints: [...chosen] });
  const act = (/** @type {'redrive' | 'discard'} */ what, one = selection()) => start(what, queue, one, load.value, again);
  const none = () => (chosen.size ? undefined : 'Choose a failure first');
  const table = failures(chosen, queue, (fingerprint) => tryOne(queue, fingerprint, load.value, again));
  return {
    load,
    again,
    copy: () => ({ request: { method: 'GET', path: path`dead-letters/${queue}` }, command: command('list', queue, {}) }),
    keys: { r: () => none() ?? without('act') ?? act('redrive'), x: () => toggle(chosen) },
    view: (value) => {
      for (const one of chosen) if (!value.failures.some((f) => f.fingerprint === one)) chosen.delete(one);
      return html`${sentence(value.letters ? [`${several(value.letters, 'letter')} of ${several(value.failures.length, 'failure')}: mend the cause, try one, send back the rest`] : [], 'No dead letters. Nothing is to be done.')}
        ${looked(value, again)}
        ${value.failures.length
          ? html`${table.view(value.failures)}
              ${actions([
                { label: `Send back${chosen.size ? ` ${count(sum(value, chosen))}` : ''} …`, kind: 'main', run: () => act('redrive'), why: without('act') ?? none() },
                { label: 'Send back all …', run: () => start('redrive', queue, { all: true }, value, again), why: without('act') },
                { label: 'Discard …', kind: 'danger', run: () => act('discard'), why: without('all') ?? none() },
                { label: 'Download', run: () => save(queue, chosen.size ? selection() : {}) },
              ])}`
          : html`<p>Messages that a handler of <a href=${link('queues', queue)}>${queue}</a> gave up appear here, by the failure they have in common.</p>`}`;
    },
  };
}

/** @param {any} value @param {Set<string>} chosen */
const sum = (value, chosen) => value.failures.filter((one) => chosen.has(one.fingerprint)).reduce((n, one) => n + one.letters, 0);

/** When the letters were last read, and how many could not be. @param {any} value @param {() => void} again */
function looked(value, again) {
  return html`<p>${value.lookedAt ? `Looked at ${clock(value.lookedAt)}.` : nothing}
    ${value.outOfSight ? `${count(value.outOfSight)} more are out of sight: another reader has them, or they are behind others of their group.` : nothing}
    ${value.stopped ? html`<span class="badge warn"><span aria-hidden="true">!</span> Not all were read: ${value.stopped}</span>` : nothing}
    <button type="button" class="quiet" @click=${again}>Look again</button></p>`;
}

/** Chooses the row that has the focus, or undoes that. @param {Set<string>} chosen */
function toggle(chosen) {
  const key = document.activeElement?.closest('tr')?.getAttribute('data-key');
  if (!key) return;
  chosen.has(key) ? chosen.delete(key) : chosen.add(key);
  update();
}

/** @param {Set<string>} chosen @param {string} key @param {string} label */
const box = (chosen, key, label) => html`<label class="box"><input type="checkbox" .checked=${chosen.has(key)} @change=${(event) => {
  event.target.checked ? chosen.add(key) : chosen.delete(key);
  update();
}}><span class="unseen">${label}</span></label>`;

/** @param {Set<string>} chosen @param {string} queue @param {(fingerprint: string) => void} attempt */
const failures = (chosen, queue, attempt) => new Table(`Failures of ${queue}`, (one) => one.fingerprint, [
  { name: 'Choose', cell: (one) => box(chosen, one.fingerprint, `${short(one.example.exception) || one.example.origin} ${one.fingerprint}`) },
  { name: 'Letters', number: true, value: (one) => one.letters,
    cell: (one) => html`<a href=${link('dead-letters', queue, 'letters') + query({ fingerprint: one.fingerprint })} aria-label=${`${several(one.letters, 'letter')} of failure ${one.fingerprint}`}>${count(one.letters)}</a>` },
  { name: 'Failure', value: (one) => one.example.message,
    cell: (one) => failure(one.example, 160) },
  { name: 'Attempts', number: true, value: (one) => one.example.attempts },
  { name: 'First', value: (one) => one.first, cell: (one) => clock(one.first) },
  { name: 'Last', value: (one) => one.last, cell: (one) => html`<span title=${clock(one.last)}>${ago(one.last)}</span> ${sparkline(one.course ?? [])}` },
  { name: 'Try', cell: (one) => rowAction('Try one', `Try one of failure ${one.fingerprint}`, () => attempt(one.fingerprint)) },
]);

export const ORIGINS = { CONSUMER: 'given up by the consumer', REDRIVE_POLICY: 'moved by SQS after too many receives', SUBSCRIPTION: 'SNS could not deliver it' };

/** Why a message became a dead letter. @param {any} letter @param {number} most of its message's characters */
const failure = (letter, most) => html`<b>${short(letter.exception) || ORIGINS[letter.origin]}</b> ${cut(letter.message, most)} <code>${letter.fingerprint}</code>`;

/** Opens the dialog that sends letters back or deletes them. @param {'redrive' | 'discard'} operation @param {string} queue @param {import('../selection.js').Selection} selection @param {any} seen @param {() => void} again @param {Partial<import('../ask.js').Question>} [more] */
export function start(operation, queue, selection, seen, again, more) {
  const back = operation === 'redrive';
  const until = seen?.lookedAt ? { until: seen.lookedAt } : {};
  ask({
    title: back ? `Send letters back to ${queue}` : `Delete dead letters of ${queue}`,
    queue, operation,
    path: path`dead-letters/${queue}/` + operation,
    body: { ...selection, ...until },
    command: command(operation, queue, selection),
    verb: (n) => `${back ? 'Send back' : 'Delete'} ${count(n)}`,
    about: seen?.lookedAt ? html`<p>Only letters that were there at ${clock(seen.lookedAt)}.</p>` : nothing,
    ...(back ? {} : { type: queue, first: { label: `Download them first (bodies of up to ${WHOLE} letters)`, run: () => save(queue, selection) } }),
    done: again,
    ...more,
  });
}

/** Sends back the oldest letter of a failure, shows its outcome, and offers to send back the rest. @param {string} queue @param {string} fingerprint @param {any} seen @param {() => void} again */
async function tryOne(queue, fingerprint, seen, again) {
  const { letters: [oldest] } = await get(path`dead-letters/${queue}/letters` + query({ fingerprint, size: 1, maxAgeSeconds: 60 }));
  if (!oldest) return again();
  start('redrive', queue, { ids: [oldest.messageId] }, undefined, again, {
    title: `Try one letter of ${fingerprint}`,
    about: html`<p>The oldest, of event <a href=${eventLink(oldest.event)}>${oldest.event}</a>. What becomes of it is shown here.</p>`,
    verdict: async (after) => {
      if (after.deadAgain) {
        const { letters: [now] } = await get(path`dead-letters/${queue}/letters` + query({ id: oldest.event, maxAgeSeconds: 0 }));
        return html`<p class="sentence">${now?.fingerprint === fingerprint ? 'It failed again in the same way.' : `It failed again in another way: ${now?.message ?? ''}`}</p>`;
      }
      return html`<p class="sentence">It is done.</p>
        <p><button type="button" @click=${() => start('redrive', queue, { fingerprints: [fingerprint] }, seen, again)}>Send back the others …</button></p>`;
    },
  });
}

/** @param {string} queue @param {URLSearchParams} given @returns {Part} */
function oneByOne(queue, given) {
  const attributes = given.getAll('attribute').map((one) => one.split(/=(.*)/s).slice(0, 2));
  const filter = {
    ...(given.has('fingerprint') ? { fingerprints: given.getAll('fingerprint') } : {}),
    ...(given.has('id') ? { ids: given.getAll('id') } : {}),
    ...(given.get('path') ? { path: given.get('path') ?? '' } : {}),
    ...(given.get('group') ? { group: given.get('group') ?? '' } : {}),
    ...(attributes.length ? { attributes: Object.fromEntries(attributes) } : {}),
  };
  const isAll = !Object.keys(filter).length;
  const page = Number(given.get('page') ?? 1);
  /** @type {Set<string>} */
  const chosen = new Set();
  let age = 30;
  const address = () => path`dead-letters/${queue}/letters` + query({ ...conditions(filter), page, size: 100 });
  const load = new Load((signal, onTask) => get(`${address()}&maxAgeSeconds=${age}`, signal, onTask));
  const again = () => {
    age = 0;
    load.start();
    refresh();
  };
  const selection = () => (chosen.size ? { ids: [...chosen] } : isAll ? { all: true } : filter);
  const act = (/** @type {'redrive' | 'discard'} */ what) => start(what, queue, selection(), load.value, again);
  const table = list(chosen, queue);
  return {
    load,
    again,
    copy: () => ({ request: { method: 'GET', path: address() }, command: command('list', queue, filter) }),
    keys: { r: () => without('act') ?? act('redrive'), x: () => toggle(chosen) },
    view: (value) => {
      const n = chosen.size || value.total;
      const which = chosen.size ? `${count(n)} chosen` : isAll ? `all ${count(n)}` : `all ${count(n)} that match`;
      return html`${sentence(value.total ? [`${several(value.total, 'letter')}${isAll ? '' : ' match'}`] : [], isAll ? 'No dead letters. Nothing is to be done.' : 'No letter matches.')}
        ${looked(value, again)} ${filters(queue, given)}
        ${value.letters.length ? html`${table.view(value.letters)} ${pager(queue, given, value)}
          ${actions([
            { label: `Send back ${which} …`, kind: 'main', run: () => act('redrive'), why: without('act') },
            { label: `Discard ${which} …`, kind: 'danger', run: () => act('discard'), why: without('all') },
            { label: 'Download', run: () => save(queue, chosen.size ? selection() : filter) },
          ])}` : nothing}`;
    },
  };
}

const CONDITIONS = { fingerprint: 'failure', id: 'id', path: 'JSONPath', group: 'group', attribute: 'attribute' };

/** The conditions, each with a link that removes it, and a form that adds another. @param {string} queue @param {URLSearchParams} given */
function filters(queue, given) {
  const there = [...given].filter(([name]) => name in CONDITIONS);
  const to = (pairs) => `${link('dead-letters', queue, 'letters')}?${new URLSearchParams(pairs)}`;
  const add = (/** @type {SubmitEvent} */ submit) => {
    submit.preventDefault();
    const form = /** @type {HTMLFormElement} */ (submit.target);
    const { name, value } = /** @type {any} */ (Object.fromEntries(new FormData(form)));
    form.reset();
    go(to([...there, [name, value]]));
  };
  return html`<form class="row" @submit=${add}>
    ${there.map(([name, value]) => html`<span class="chip">${CONDITIONS[name]} ${value}
      <a href=${to(there.filter((pair) => pair[0] !== name || pair[1] !== value))} aria-label=${`Without ${name} ${value}`}>✕</a></span>`)}
    <label>where <select name="name">${Object.entries(CONDITIONS).map(([name, text]) => html`<option value=${name}>${text}</option>`)}</select></label>
    <label>is <input name="value" required placeholder="ce_type=OrderPlaced" autocomplete="off"></label>
    <button>Add</button>
  </form>`;
}

/** @param {string} queue @param {URLSearchParams} given @param {any} value */
function pager(queue, given, value) {
  if (value.pages < 2) return nothing;
  const to = (page) => {
    const next = new URLSearchParams(given);
    next.set('page', String(page));
    return `${link('dead-letters', queue, 'letters')}?${next}`;
  };
  return html`<nav aria-label="Pages of letters"><p>Page ${value.page} of ${value.pages}
    ${value.page > 1 ? html`<a href=${to(value.page - 1)}>Earlier</a>` : nothing} ${value.page < value.pages ? html`<a href=${to(value.page + 1)}>Later</a>` : nothing}</p></nav>`;
}

/** @param {Set<string>} chosen @param {string} queue */
const list = (chosen, queue) => new Table(`Dead letters of ${queue}`, (one) => one.messageId, [
  { name: 'Choose', cell: (one) => box(chosen, one.messageId, one.event) },
  { name: 'Letter', value: (one) => one.event, cell: (one) => html`<a href=${link('dead-letters', queue, 'letters', one.messageId)}>${one.event}</a>` },
  { name: 'Type', value: (one) => one.type },
  { name: 'Group', value: (one) => one.group },
  ...(/-inbox-dead-letters(\.fifo)?$/.test(queue) ? [{ name: 'Client', value: (one) => one.client }] : []),
  { name: 'Failure', value: (one) => one.message, cell: (one) => failure(one, 120) },
  { name: 'Attempts', number: true, value: (one) => one.attempts },
  { name: 'Since', value: (one) => one.since, cell: (one) => clock(one.since) },
]);

/** @param {string} queue @param {URLSearchParams} _ @returns {Part} */
function groups(queue, _) {
  let age = 30;
  const here = path`dead-letters/${queue}/groups`;
  const load = new Load((signal, onTask) => get(here + query({ maxAgeSeconds: age }), signal, onTask));
  const again = () => {
    age = 0;
    load.start();
  };
  const table = new Table(`Parked groups of ${queue}`, (one) => one.group, [
    { name: 'Group', value: (one) => one.group, cell: (one) => html`<a href=${link('dead-letters', queue, 'letters') + query({ group: one.group })}>${one.group}</a>` },
    { name: 'State', value: (one) => one.state, cell: (one) => badge(one.state) },
    { name: 'Waiting', number: true, value: (one) => one.letters, cell: (one) => count(one.letters) },
    { name: 'Since', value: (one) => one.since, cell: (one) => clock(one.since) },
    { name: 'First failure', cell: (one) => (one.first ? failure(one.first, 160) : one.state === 'parked' ? 'its letters were deleted' : 'its letters are going back') },
    { name: 'Release', cell: (one) => rowAction('Release …', `Release ${one.group}`, () => release(queue, one.group, again)) },
  ]);
  return {
    load,
    again,
    copy: () => ({ request: { method: 'GET', path: here } }),
    view: (value) => {
      const all = value.groups;
      const waiting = all.reduce((sum, one) => sum + one.letters, 0);
      return html`${sentence(all.length ? [`${several(all.length, 'group')} ${all.length === 1 ? 'is' : 'are'} parked, and ${several(waiting, 'letter')} wait${waiting === 1 ? 's' : ''}; release a group when its cause is mended`] : [], 'No group is parked. Nothing is to be done.')}
        ${looked(value, again)}
        ${all.length ? table.view(all) : html`<p>In a FIFO queue whose consumer has <code>onFailure = park</code>, a failure stops its group. Such groups appear here.</p>`}`;
    },
  };
}

/** @param {string} queue @param {string} group @param {() => void} again */
function release(queue, group, again) {
  ask({
    title: `Release group ${group}`,
    queue, operation: 'release',
    path: path`dead-letters/${queue}/release`,
    body: { group },
    command: `caravan release ${quote(group)} --queue ${quote(queue)}`,
    verb: (n) => `Send back ${count(n)} in order and release`,
    done: again,
  });
}

/** @param {string} queue @param {URLSearchParams} _ @returns {Part} */
function tasks(queue, _) {
  /** @type {Map<string, any>} */
  const after = new Map();
  const load = new Load(async (signal) => ({ entries: (await get('tasks', signal)).entries.filter((one) => one.queue === queue) }));
  const helped = async (task) => {
    after.set(task.id, (await get(taskPath(task))).after);
    update();
  };
  const table = new Table(`Tasks of ${queue}`, (one) => one.id, [
    { name: 'Started', value: (one) => one.started, cell: (one) => clock(one.started) },
    { name: 'Operation', value: (one) => one.operation },
    { name: 'State', value: (one) => one.state, cell: (one) => one.state.toLowerCase() },
    { name: 'Outcome', cell: (one) => (one.problem ? one.problem.detail : words(one.result?.counts ? one.result : { counts: one.counts })) },
    { name: 'Did it help?', cell: (one) => (one.operation !== 'redrive' ? '' : after.get(one.id) ? afterwards(after.get(one.id))
      : html`<button type="button" @click=${() => helped(one)}>Did it help?</button>`) },
  ]);
  return {
    load,
    copy: () => ({ request: { method: 'GET', path: 'tasks' } }),
    view: ({ entries }) => html`${sentence([], entries.length ? `${several(entries.length, 'task')}; those that run are above, with Stop.` : 'No task of this queue is known.')}
      ${entries.length ? table.view(entries) : html`<p>Operations that take more than a second appear here, of all processes.</p>`}`,
  };
}

/** @param {string} queue @param {URLSearchParams} _ @returns {Part} */
function trail(queue, _) {
  return {
    load: new Load((signal) => get(path`dead-letters/${queue}/audit`, signal)),
    copy: () => ({ request: { method: 'GET', path: path`dead-letters/${queue}/audit` }, command: command('audit', queue, {}) }),
    view: ({ entries }) => html`${sentence([], entries.length ? `${several(entries.length, 'change')}, the latest first.` : 'Nobody has changed the dead letters of this queue.')}
      ${entries.length ? auditTable.view(entries) : html`<p>Each redrive, edit, release and discard appears here, with who did it and why.</p>`}`,
  };
}
