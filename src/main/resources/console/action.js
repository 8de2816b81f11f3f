import { html, nothing } from './vendor/lit-html/lit-html.js';
import { announce, without } from './app.js';

/** A button in a row of a table. It is shown even to an operator who may not use it. @param {string} text @param {string} name what it does, and to which row @param {() => void} run */
export function rowAction(text, name, run) {
  const why = without('act');
  return html`<button type="button" aria-disabled=${why ? 'true' : 'false'} title=${why ?? nothing} aria-label=${name}
    @click=${() => (why ? announce(why) : run())}>${text}</button>`;
}

/**
 * A row of buttons. A button that cannot be used is still shown, with the reason.
 *
 * @param {{label: string, run: () => void, why?: string, kind?: string}[]} all
 */
export function actions(all) {
  const reasons = [...new Set(all.map((one) => one.why).filter(Boolean))];
  return html`<p class="buttons">${all.map(
    ({ label, run, why, kind }) => html`<button type="button" class=${kind ?? ''} aria-disabled=${why ? 'true' : 'false'}
      aria-describedby=${why ? `why-${reasons.indexOf(why)}` : nothing} title=${why ?? nothing}
      @click=${() => (why ? announce(why) : run())}>${label}</button>`,
  )}</p>
  ${reasons.map((why, i) => html`<p class="why" id=${`why-${i}`}>${why}</p>`)}`;
}
