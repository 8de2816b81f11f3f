import { html, nothing } from './vendor/lit-html/lit-html.js';
import { announce } from './app.js';

/**
 * Buttons that stay where they are if they cannot be used, and say why.
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
