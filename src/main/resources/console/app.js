/**
 * What all pages share: the viewer, the application's topology, and its latest figures.
 *
 * @typedef {object} Page
 * @property {string} title the text of the h1 and the window's title
 * @property {() => unknown} view the page's content below its h1
 * @property {() => void} [start] loads the page's data
 * @property {() => void} [stop]
 * @property {() => void} [drawn] runs after each drawing
 * @property {() => void} [ticked] runs when there are new figures
 * @property {() => void} [again] what "Look again" does
 * @property {() => {request: import('./copy.js').Request, command?: string}} [copy]
 * @property {Record<string, () => void>} [keys]
 */

/** @type {{me?: any, topology?: any, now?: any, page?: Page, signIn?: boolean, problem?: any, running: any[], ended: any[]}} */
export const app = { running: [], ended: [] };

/** @type {() => void} */
let draw = () => {};
let asked = false;

/** Sets the function that draws the whole window. @param {() => void} how */
export function drawWith(how) {
  draw = how;
}

/** Draws the window at the next frame. Several calls until then cause one drawing. */
export function update() {
  if (!asked) {
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  }
}

const ORDER = ['look', 'read', 'act', 'all'];

/** Why this operator lacks a right; undefined if it has the right. @param {string} right */
export function without(right) {
  const mine = app.me?.right;
  return ORDER.indexOf(mine) >= ORDER.indexOf(right) ? undefined : `Needs the right ${right}; you have ${mine ?? 'none'}`;
}

let spoken = -Infinity;
let waiting = 0;

/** Announces a sentence to screen readers, at most one in ten seconds; the latest replaces one that waits. @param {string} sentence */
export function announce(sentence) {
  clearTimeout(waiting);
  const wait = Math.max(0, spoken + 10_000 - performance.now());
  waiting = setTimeout(() => {
    spoken = performance.now();
    const status = document.getElementById('status');
    if (status) status.textContent = sentence;
  }, wait);
}
