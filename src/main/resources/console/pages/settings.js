import { html } from '../vendor/lit-html/lit-html.js';
import { update } from '../app.js';
import { tick } from '../live.js';
import { change, settings } from '../settings.js';
import { sentence } from '../state.js';

/** @type {[string, 'theme' | 'zone' | 'refresh' | 'keys', [any, string][]][]} */
const CHOICES = [
  ['Theme', 'theme', [['system', "as the system's"], ['light', 'light'], ['dark', 'dark']]],
  ['Times', 'zone', [['utc', 'UTC'], ['local', 'local time']]],
  ['Figures', 'refresh', [[2, 'each 2 s'], [5, 'each 5 s'], [15, 'each 15 s'], [0, 'only when asked']]],
  ['Keys', 'keys', [[true, 'shortcuts of one key are on'], [false, 'off']]],
];

/** @returns {import('../app.js').Page} */
export function choices() {
  return {
    title: 'Settings',
    view: () => html`${sentence([], 'They are kept in this browser, and apply at once.')}
      ${CHOICES.map(([title, name, options]) => html`<fieldset><legend>${title}</legend>
        ${options.map(([value, text]) => html`<label class="check"><input type="radio" name=${name} .checked=${settings[name] === value}
          @change=${() => set(name, value)}> ${text}</label>`)}</fieldset>`)}`,
  };
}

/** @param {string} name @param {unknown} value */
function set(name, value) {
  change({ [name]: value });
  if (name === 'refresh') tick();
  update();
}
