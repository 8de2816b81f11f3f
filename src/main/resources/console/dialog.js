import { html, nothing, render } from './vendor/lit-html/lit-html.js';
import { update } from './app.js';

/**
 * The one dialog of the window, and its content.
 *
 * @typedef {object} Shown
 * @property {string} title
 * @property {(state: any) => unknown} view
 * @property {(state: any) => ((event: SubmitEvent) => void) | undefined} [submit]
 * @property {string} [step] when it changes, the first button gets the focus
 * @property {boolean} [closed] whether the dialog was closed
 * @property {() => void} [read] called when the viewer closes the dialog, but not when the page is left
 */

/** The return value of a dialog that closes because its page is left. */
export const LEFT = 'left';

/** @type {any} */
let now;

const dialog = () => /** @type {HTMLDialogElement} */ (document.getElementById('ask'));

/** Shows content until the viewer closes it. @param {string} title @param {unknown} content */
export function tell(title, content) {
  open({ title, step: 'tell', view: () => html`<div>${content}</div><p class="buttons">${closing('Close')}</p>` });
}

/** @param {Shown} state */
export function open(state) {
  now = state;
  draw();
  const box = dialog();
  box.onclose = () => {
    if (now === state) now = undefined;
    state.closed = true;
    update();
    if (box.returnValue !== LEFT) state.read?.();
  };
  box.returnValue = '';
  if (!box.open) box.showModal();
}

/** A button that closes the dialog. @param {string} text */
export const closing = (text) => html`<button type="button" @click=${() => dialog().close()}>${text}</button>`;

/** Draws the dialog again. */
export function draw() {
  render(now ? html`<form method="dialog" @submit=${now.submit?.(now)}>
    <h2 id="ask-title">${now.title}</h2>
    ${now.view(now)}
  </form>` : nothing, dialog());
  if (now && now.shown !== now.step) {
    now.shown = now.step;
    /** @type {HTMLElement | null} */ (dialog().querySelector('[autofocus], .buttons button'))?.focus();
  }
}
