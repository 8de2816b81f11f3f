import { html } from './vendor/lit-html/lit-html.js';
import { stop } from './api.js';
import { count, several } from './format.js';

/** The progress of a task, with a button that stops it. @param {any} task */
export function bar(task) {
  const done = task.counts?.lookedAt ?? 0;
  const part = task.expected ? Math.min(100, Math.round((100 * done) / task.expected)) : undefined;
  const name = `${task.operation} ${task.queue}`;
  return html`<p class="bar"><span>${name}</span>
    <progress aria-label=${name} max="100" .value=${part ?? 0}></progress>
    <span>${part === undefined ? several(done, 'letter') : `${part}%, ${count(done)} of ${count(task.expected)}`}</span>
    ${task.state === 'CANCELLING'
      ? 'stopping'
      : html`<button type="button" aria-label=${`Stop: ${name}`} @click=${() => stop(task)}>Stop</button>`}
  </p>`;
}
