import { html, nothing } from './vendor/lit-html/lit-html.js';
import { announce } from './app.js';
import { tell } from './dialog.js';

/**
 * @typedef {object} Request
 * @property {string} method
 * @property {string} path below /caravan/
 * @property {unknown} [body]
 */

/** @param {string} text */
export const quote = (text) => (/^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** A request as a command line; the token stays in a variable. @param {Request} request */
export function curl({ method, path, body }) {
  const data = body === undefined ? '' : ` -H 'Content-Type: application/json' -d ${quote(JSON.stringify(body))}`;
  const verb = method === 'GET' || (method === 'POST' && body !== undefined) ? '' : ` -X ${method}`;
  return `curl${verb} -H "Authorization: Bearer $TOKEN"${data} ${quote(`${location.origin}/caravan/${path}`)}`;
}

/** Buttons that copy a view or an action as a command for a terminal. @param {Request} request @param {string} [command] */
export function copies(request, command) {
  return html`<span class="copies">
    <button type="button" class="quiet" @click=${() => copy(curl(request))}>Copy as curl</button>
    ${command ? html`<button type="button" class="quiet" @click=${() => copy(command)}>Copy as a caravan command</button>` : nothing}
  </span>`;
}

/** @param {string} text */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text); // The clipboard is missing on plain HTTP.
    announce('Copied.');
  } catch {
    tell('Copy this', html`<label>Press Ctrl+C <textarea class="code" readonly rows="5" .value=${text} autofocus @focus=${select}></textarea></label>`);
  }
}

/** @param {FocusEvent} event */
function select(event) {
  /** @type {HTMLTextAreaElement} */ (event.target).select();
}

/** Saves text as a file. @param {string} name @param {string} text */
export function download(name, text) {
  const a = document.createElement('a');
  a.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 60_000);
}
