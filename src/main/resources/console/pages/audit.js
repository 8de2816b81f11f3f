import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { get, query } from '../api.js';
import { words } from '../ask.js';
import { clock } from '../format.js';
import { Load, lives } from '../load.js';
import { go, link } from '../router.js';
import { sentence } from '../state.js';
import { Table } from '../table.js';

/** The audit trail: who has changed what. @param {URLSearchParams} given @returns {import('../app.js').Page} */
export function audit(given) {
  const conditions = { who: given.get('who') ?? '', queue: given.get('queue') ?? '', operation: given.get('operation') ?? '' };
  const trail = new Load((signal) => get(`audit${query({ ...conditions, size: 200 })}`, signal));
  const filter = (/** @type {SubmitEvent} */ submit) => {
    submit.preventDefault();
    const chosen = Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (submit.target)));
    go(link('audit') + query(/** @type {Record<string, string>} */ (chosen)));
  };
  return {
    title: 'Audit',
    copy: () => ({ request: { method: 'GET', path: `audit${query(conditions)}` }, command: conditions.queue ? `caravan dead-letters audit ${conditions.queue}` : undefined }),
    ...lives(trail),
    view: () => html`<form class="row" @submit=${filter}>
        <label>Who <input name="who" .value=${conditions.who}></label>
        <label>Queue <input name="queue" .value=${conditions.queue}></label>
        <label>Operation <select name="operation">${['', 'redrive', 'discard', 'edit', 'release', 'pause', 'resume', 'reveal', 'reload'].map(
          (one) => html`<option ?selected=${one === conditions.operation} value=${one}>${one || 'any'}</option>`)}</select></label>
        <button>Filter</button>
      </form>
      ${trail.show(({ entries }) => html`${sentence([], entries.length ? `The last change was ${clock(entries[0].time ?? entries[0].started)}. Nothing is to be done.` : 'Nobody has changed anything that matches.')}
        ${entries.length ? auditTable.view(entries) : html`<p>Each redrive, edit, release, discard, pause, resume and reload appears here, with who did it and why.</p>`}`)}`,
  };
}

export const auditTable = new Table('Audit trail', (one) => one.id ?? `${one.time} ${one.queue} ${one.operation} ${one.by}`, [
  { name: 'Time', value: (one) => one.time ?? one.started, cell: (one) => clock(one.time ?? one.started) },
  { name: 'Who', value: (one) => one.by },
  { name: 'Operation', value: (one) => one.operation },
  { name: 'Queue', value: (one) => one.queue, cell: (one) => one.operation === 'reload' ? one.queue : html`<a href=${link('dead-letters', one.queue)}>${one.queue}</a>` },
  { name: 'Of', cell: (one) => one.of ?? '' },
  { name: 'Outcome', cell: (one) => html`${one.outcome ?? ''} ${Object.keys(one.counts ?? {}).length ? words({ counts: one.counts }) : one.letters ?? nothing}` },
  { name: 'Reason', value: (one) => one.reason ?? '' },
]);
