import { html, nothing } from './vendor/lit-html/lit-html.js';
import { Problem, get, post, taskPath } from './api.js';
import { announce } from './app.js';
import { bar } from './bar.js';
import { copies } from './copy.js';
import { closing, draw, open } from './dialog.js';
import { clock, count, several } from './format.js';
import { problem } from './load.js';

/**
 * The dialog of an action: it counts the letters, asks for confirmation, runs the action, and shows its outcome.
 *
 * @typedef {object} Question
 * @property {string} title
 * @property {string} queue
 * @property {string} operation
 * @property {string} path where the action is posted, below /caravan/
 * @property {any} body without dryRun and reason
 * @property {boolean} [certain] whether there is nothing to count
 * @property {string} [command]
 * @property {(n: number) => string} verb the button's text
 * @property {string} [type] the text that has to be typed to confirm
 * @property {unknown} [about]
 * @property {{label: string, run: () => Promise<void>}} [first] what is done before the action, unless its box is unticked
 * @property {(outcome: any) => string} [told] the outcome in words
 * @property {(after: any) => Promise<unknown>} [verdict] what is shown as soon as it is known whether a redrive helped
 * @property {(outcome: any) => void} [done]
 * @property {() => void} [closed] called when the viewer has read the outcome and closes the dialog
 */

/** @param {Question} question */
export function ask(question) {
  const state = {
    title: question.title, question, reason: '', typed: '', rate: '', first: true,
    step: question.certain ? 'asking' : 'counting', n: 1, counted: {},
    view: (now) => STEPS[now.step](now),
    submit: (now) => (now.step === 'asking' ? confirmed : undefined),
    read: () => state.step === 'done' && question.closed?.(),
  };
  asked = state;
  open(state);
  if (!question.certain) countFirst(state);
}

/** @type {any} */
let asked;

/** @param {any} state */
async function countFirst(state) {
  const { question } = state;
  await attempt(state, async () => {
    state.counted = await post(question.path, { ...question.body, dryRun: true }, (task) => progressed(state, task));
    state.n = number(state.counted);
    state.step = 'asking';
    announce(`${question.verb(state.n)}?`);
  });
}

/** @param {any} outcome */
const number = (outcome) => outcome.counts
  ? (outcome.counts.moved ?? 0) + (outcome.counts.withTheirGroup ?? 0) + (outcome.counts.discarded ?? 0)
  : 1;

/** @param {any} state */
function posted(state) {
  return {
    ...state.question.body,
    ...(state.reason ? { reason: state.reason } : {}),
    ...(state.rate ? { rate: Number(state.rate) } : {}),
    ...(state.question.type ? { confirm: state.typed } : {}),
  };
}

/** @param {SubmitEvent} event */
async function confirmed(event) {
  event.preventDefault();
  const state = asked;
  const { question } = state;
  if (!state.n || (question.type && state.typed !== question.type)) return;
  state.step = 'doing';
  state.task = undefined;
  draw();
  await attempt(state, async () => {
    if (question.first && state.first) await question.first.run();
    state.outcome = await post(question.path, posted(state), (task) => progressed(state, task));
    state.step = 'done';
    announce(outcomeOf(state));
    question.done?.(state.outcome);
    draw();
    if (question.operation === 'redrive') await follow(state).catch((failure) => unknown(state, failure));
  });
}

/** Runs a step, and shows its problem in the dialog. @param {any} state @param {() => Promise<void>} what */
async function attempt(state, what) {
  try {
    await what();
  } catch (failure) {
    if (!(failure instanceof Problem)) throw failure;
    state.problem = failure;
    state.step = 'failed';
    announce(failure.message);
  }
  draw();
}

/** @param {any} state @param {any} task */
function progressed(state, task) {
  state.task = task;
  if (task.state !== 'DONE') draw();
}

/** Shows whether a redrive helped: counts what became of the letters while the dialog is open. @param {any} state */
async function follow(state) {
  const id = state.task?.id;
  while (id && !state.closed) {
    const task = await get(taskPath({ queue: state.question.queue, id }));
    state.after = task.after;
    draw();
    if (!task.after?.open) {
      state.verdict = task.after && (await state.question.verdict?.(task.after));
      draw();
      return;
    }
    await new Promise((next) => setTimeout(next, 1000));
  }
}

/** Says that the effect is not known. The action itself has succeeded. @param {any} state @param {unknown} failure */
function unknown(state, failure) {
  if (!(failure instanceof Problem)) throw failure;
  state.verdict = `Whether it helped is not known: ${failure.message}`;
}

const STEPS = {
  counting: (state) => html`<p aria-busy="true">Counting; nothing is changed.</p>
    ${state.task ? bar(state.task) : nothing}
    <p class="buttons">${closing('Cancel')}</p>`,

  asking: (state) => {
    const { question } = state;
    const ready = state.n && (!question.type || state.typed === question.type);
    return html`${question.about ?? nothing}
      ${state.counted.counts ? html`<p>${words(state.counted)}</p>` : nothing}
      ${state.n
        ? html`${question.type
              ? html`<label>Type <b>${question.type}</b> to confirm
                  <input autofocus autocomplete="off" .value=${state.typed} @input=${typing(state, 'typed')}></label>`
              : nothing}
            ${question.first
              ? html`<label class="check"><input type="checkbox" .checked=${state.first}
                  @change=${(e) => (state.first = e.target.checked)}> ${question.first.label}</label>`
              : nothing}
            ${question.operation === 'redrive'
              ? html`<label>At most letters a second (empty: no limit)
                  <input type="number" min="1" max="10000" .value=${state.rate} @input=${typing(state, 'rate')}></label>`
              : nothing}
            <label>Reason, for the audit trail <input maxlength="200" .value=${state.reason} @input=${typing(state, 'reason')}></label>`
        : nothing}
      <p class="buttons">
        ${state.n
          ? html`<button class=${question.operation === 'discard' ? 'danger' : 'main'} autofocus aria-disabled=${ready ? 'false' : 'true'}
              aria-describedby="ask-why">${question.verb(state.n)}</button>`
          : nothing}
        ${closing(state.n ? 'Cancel' : 'Close')}
      </p>
      <p id="ask-why">${state.n && !ready ? `Type ${question.type} first.` : nothing}</p>
      ${copies({ method: 'POST', path: question.path, body: posted(state) }, question.command)}`;
  },

  doing: (state) => html`${state.task ? bar(state.task) : html`<p aria-busy="true">Working …</p>`}
    <p>It goes on if you close this; the page shows it.</p>
    <p class="buttons">${closing('Close')}</p>`,

  done: (state) => html`<p class="sentence"><span class="icon ok" aria-hidden="true">✓</span> ${outcomeOf(state)}</p>
    ${state.after ? html`<p>${afterwards(state.after)}</p>` : nothing} ${state.verdict ?? nothing}
    <p class="buttons">${closing('Close')}</p>`,

  failed: (state) => html`${problem(state.problem)} <p class="buttons">${closing('Close')}</p>`,
};

/** @param {any} state @param {string} field */
function typing(state, field) {
  return (event) => {
    state[field] = event.target.value;
    draw();
  };
}

/** @param {any} state */
const outcomeOf = (state) => state.question.told?.(state.outcome) ?? words(state.outcome);

const COUNTS = {
  moved: ['sent back', 'would be sent back'],
  withTheirGroup: ['sent back with their group', 'would be sent back with their group'],
  discarded: ['deleted', 'would be deleted'],
  alreadyDone: ['left: handled in the meantime', 'would stay: handled in the meantime'],
  behindAnother: ['left behind an earlier letter of the group', 'would stay behind an earlier letter of the group'],
  deadAgain: ['failed again already', 'failed again already'],
  notSent: ['left: SQS did not accept the copy', ''],
  notDeleted: ['sent and not deleted; the ledger prevents handling them twice', ''],
  outOfSight: ['out of sight, so not looked at', 'out of sight, so not looked at'],
};

/** An outcome in words. @param {any} outcome */
export function words(outcome) {
  if (!outcome?.counts) return 'Done.';
  const which = outcome.dryRun ? 1 : 0;
  const parts = Object.entries(COUNTS)
    .filter(([name]) => outcome.counts[name])
    .map(([name, texts]) => `${count(outcome.counts[name])} ${texts[which]}`);
  const start = outcome.cancelled ? 'Stopped: ' : outcome.stopped ? `Ended early (${outcome.stopped}): ` : '';
  const looked = outcome.counts.lookedAt ?? 0;
  return `${start}${parts.join(', ') || 'no letter matches'}; ${several(looked, 'letter')} looked at.`;
}

/** What became of letters that were sent back. @param {any} after */
export function afterwards(after) {
  const still = after.open ? `, ${count(after.open)} still under way` : '';
  const verdict = after.open ? '' : after.deadAgain ? ' It did not help all of them.' : ' It helped.';
  return `Since then: ${count(after.done ?? 0)} done, ${count(after.deadAgain ?? 0)} dead again${still}, as of ${clock(after.asOf)}.${verdict}`;
}
