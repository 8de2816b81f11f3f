import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { get, post } from '../api.js';
import { clock, several } from '../format.js';
import { Load, lives } from '../load.js';
import { sentence } from '../state.js';

/** How AWS differs from the configuration, and what the doctor has found. @returns {import('../app.js').Page} */
export function plan() {
  const changes = new Load(() => post('plan', {}));
  const doctor = new Load((signal) => get('doctor', signal));
  const life = lives(changes, doctor);
  return {
    title: 'Plan',
    copy: () => ({ request: { method: 'POST', path: 'plan', body: {} }, command: 'caravan plan --json' }),
    ...life,
    view: () => html`${changes.show((value) => {
        const steps = value.changes.filter((one) => one.verb !== 'ok' && one.verb !== 'leave');
        return html`${sentence(steps.length ? [`AWS differs from the configuration in ${several(steps.length, 'place')}; caravan apply makes the changes`] : [],
            'AWS is as written. Nothing is to be done.')}
          <p>As of ${clock(value.asOf)}. The console never changes the topology. <button type="button" class="quiet" @click=${life.again}>Look again</button></p>
          ${steps.length ? html`<ul class="steps">${steps.map(step)}</ul>` : nothing}`;
      })}
      <h2>Doctor</h2>
      ${doctor.show((value) => html`${findings(value.findings, 'The doctor has found nothing.')} <p>As of ${clock(value.asOf)}.</p>`)}`,
  };
}

const ICONS = { create: '+', change: '~', wait: '…', extra: '−' };

/** @param {any} one */
function step(one) {
  return html`<li><span class="badge warn"><span aria-hidden="true">${ICONS[one.verb] ?? '●'}</span> ${one.verb}</span>
    ${one.kind} <b>${one.name}</b>
    ${one.differences?.length ? html`<ul>${one.differences.map((d) => html`<li><code>${d.attribute}</code>:
      ${d.from ? html`<del>${d.from}</del> → ` : nothing}<ins>${d.to}</ins></li>`)}</ul>` : nothing}
    ${one.left?.length ? html`<ul>${one.left.map((text) => html`<li>${text}</li>`)}</ul>` : nothing}</li>`;
}

/** @param {any[]} all @param {string} none */
export function findings(all, none) {
  if (!all.length) return html`<p><span class="icon ok" aria-hidden="true">✓</span> ${none}</p>`;
  return html`<ul class="steps">${all.map((one) => {
    const bad = one.severity.toLowerCase() === 'error';
    return html`<li><span class=${`badge ${bad ? 'bad' : 'warn'}`}><span aria-hidden="true">${bad ? '✖' : '!'}</span> ${one.severity.toLowerCase()}</span>
      <b>${one.subject}</b> <code>${one.rule}</code><p>${one.message}</p>${one.advice ? html`<p>Fix: ${one.advice}</p>` : nothing}</li>`;
  })}</ul>`;
}
