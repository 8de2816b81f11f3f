import { html } from '../vendor/lit-html/lit-html.js';
import { app } from '../app.js';
import { sentence } from '../state.js';

const RIGHTS = [
  ['look', 'Topology, figures, failures, tasks, audit, doctor, plan and cost. Bodies, attributes and messages of exceptions are masked.', 'console.look.token'],
  ['read', 'Also bodies, attributes and messages of exceptions.', 'console.read.token'],
  ['act', 'Also send back, edit, release, pause, resume, stop, reveal what is masked.', 'console.act.token'],
  ['all', 'Also delete dead letters for good.', 'dead-letters.token, or user and password'],
];

/** What I may do. @returns {import('../app.js').Page} */
export function rights() {
  return {
    title: 'What I may do',
    copy: () => ({ request: { method: 'GET', path: 'me' } }),
    view: () => html`${sentence([], `You are ${app.me.name} and have the right ${app.me.right}.${app.me.local ? ' This is a local run: everybody on this computer may do everything.' : ''}`)}
      <div class="scroll" role="region" tabindex="0" aria-label="Rights"><table><caption class="unseen">Rights</caption>
        <thead><tr><th scope="col">Right</th><th scope="col">You</th><th scope="col">What it is for</th><th scope="col">Property of its token</th></tr></thead>
        <tbody>${RIGHTS.map(([name, what, property]) => html`<tr><th scope="row">${name}</th>
          <td>${app.me.rights?.includes(name) || app.me.right === name ? html`<span class="badge ok"><span aria-hidden="true">✓</span> yes</span>` : html`<span class="badge"><span aria-hidden="true">–</span> no</span>`}</td>
          <td>${what}</td><td><code>${property}</code></td></tr>`)}</tbody></table></div>
      <p>The server checks each request; a button that cannot be used only says so earlier.</p>`,
  };
}
