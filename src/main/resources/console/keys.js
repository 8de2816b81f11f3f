import { html } from './vendor/lit-html/lit-html.js';
import { app } from './app.js';
import { tell } from './dialog.js';
import { go, link } from './router.js';
import { settings } from './settings.js';

/** Shortcuts: single keys, and g followed by a letter. They can be switched off in the settings. */

/** @type {Record<string, [string, string]>} */
const PLACES = {
  t: ['topology', 'Topology'],
  q: ['queues', 'Queues'],
  d: ['dead-letters', 'Dead letters'],
  e: ['events', 'Events'],
  p: ['plan', 'Plan'],
  c: ['cost', 'Cost'],
  a: ['audit', 'Audit'],
  w: ['rights', 'What I may do'],
  s: ['settings', 'Settings'],
};

const WITHIN = 1500;
let goes = -Infinity;

export function listen() {
  document.addEventListener('keydown', pressed);
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  const at = /** @type {HTMLElement} */ (event.target);
  if (event.ctrlKey || event.metaKey || event.altKey || !settings.keys || document.querySelector('dialog[open]')) return;
  if (at.matches('input:not([type=checkbox], [type=radio]), textarea, select')) {
    if (event.key === 'Escape') at.blur();
    return;
  }
  const place = PLACES[event.key];
  if (performance.now() - goes < WITHIN && place) {
    goes = -Infinity;
    event.preventDefault();
    go(link(place[0]));
    return;
  }
  goes = event.key === 'g' ? performance.now() : -Infinity;
  const does = app.page?.keys?.[event.key] ?? GLOBAL[event.key];
  if (does) {
    event.preventDefault();
    does();
  }
}

/** @type {Record<string, () => void>} */
const GLOBAL = {
  '/': () => document.getElementById('search')?.focus(),
  '?': help,
  '.': () => app.page?.again?.(),
};

const MEANINGS = [
  ['/', 'search'],
  ['?', 'this list'],
  ['.', 'look again'],
  ['x', 'choose the row or failure that has the focus'],
  ['r', 'send back what is chosen, after a count'],
  ['Esc', 'close the dialog, leave the field'],
];

export function help() {
  tell(
    'Keys',
    html`<dl class="pairs">
        ${MEANINGS.map(([key, what]) => html`<dt><kbd>${key}</kbd></dt><dd>${what}</dd>`)}
        ${Object.entries(PLACES).map(([key, [, name]]) => html`<dt><kbd>g</kbd> <kbd>${key}</kbd></dt><dd>${name}</dd>`)}
      </dl>
      <p>In the graph, arrows walk from node to node. <a href=${link('settings')}>Switch the keys off</a></p>`,
  );
}
