import { html } from '../vendor/lit-html/lit-html.js';
import { get } from '../api.js';
import { app } from '../app.js';
import { clock, count } from '../format.js';
import { Load, lives } from '../load.js';
import { sentence } from '../state.js';
import { Table } from '../table.js';

/** What messages cost on AWS at list prices. @returns {import('../app.js').Page} */
export function cost() {
  const costs = new Load((signal) => get('cost', signal));
  return {
    title: 'Cost',
    copy: () => ({ request: { method: 'GET', path: 'cost' } }),
    ...lives(costs),
    view: () => costs.show((value) => {
      const entries = value.entries ?? [];
      return html`${sentence([], 'Nothing is to be done: these are estimates, at list prices.')}
        ${entries.length ? table.view(entries) : html`<p>Each consumer and each topic appears here with its first message.</p>`}
        <p>Counted since ${clock(app.now?.process?.started)}, in this process.</p>`;
    }),
  };
}

const table = new Table('Cost', (one) => `${one.of} ${one.name}`, [
  { name: 'What', value: (one) => `${one.of} ${one.name}` },
  { name: 'Messages', number: true, value: (one) => one.messages, cell: (one) => count(one.messages) },
  { name: 'Calls a message', number: true, value: (one) => one.callsPerMessage, cell: (one) => fixed(one.callsPerMessage) },
  { name: 'Ledger writes a message', number: true, value: (one) => one.ledgerWritesPerMessage, cell: (one) => fixed(one.ledgerWritesPerMessage) },
  { name: '$ a million', number: true, value: (one) => one.pricePerMillionMessages, cell: (one) => fixed(one.pricePerMillionMessages) },
]);

/** @param {number | undefined} n */
const fixed = (n) => (n === undefined ? '–' : n.toFixed(2));
