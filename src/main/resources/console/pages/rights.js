import { html } from '../vendor/lit-html/lit-html.js';
import { app } from '../app.js';
import { sentence } from '../state.js';
import { Table } from '../table.js';

const RIGHTS = [
  ['look', 'Topology, figures, failures, tasks, audit, doctor, plan and cost. Bodies, attributes and messages of exceptions are masked.', 'console.look.token'],
  ['read', 'Also bodies, attributes and messages of exceptions.', 'console.read.token'],
  ['act', 'Also send back, edit, release, pause, resume, stop, reveal what is masked.', 'console.act.token'],
  ['all', 'Also delete dead letters for good.', 'dead-letters.token, or user and password'],
];

const table = new Table('Rights', ([name]) => name, [
  { name: 'Right', value: ([name]) => name },
  { name: 'You', cell: ([name]) => (app.me.rights?.includes(name) || app.me.right === name
    ? html`<span class="badge ok"><span aria-hidden="true">✓</span> yes</span>` : html`<span class="badge"><span aria-hidden="true">–</span> no</span>`) },
  { name: 'What it is for', cell: ([, what]) => what },
  { name: 'Property of its token', cell: ([, , property]) => html`<code>${property}</code>` },
]);

/** The page with the viewer's rights. @returns {import('../app.js').Page} */
export function rights() {
  return {
    title: 'What I may do',
    copy: () => ({ request: { method: 'GET', path: 'me' } }),
    view: () => html`${sentence([], `You are ${app.me.name} and have the right ${app.me.right}.${app.me.local ? ' This is a local run: everybody on this computer may do everything.' : ''}`)}
      ${table.view(RIGHTS)}
      <p>The server checks each request; a button that cannot be used only says so earlier.</p>`,
  };
}
