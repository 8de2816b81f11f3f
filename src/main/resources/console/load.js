import { html, nothing } from './vendor/lit-html/lit-html.js';
import { Problem } from './api.js';
import { announce, update } from './app.js';
import { count } from './format.js';
import { link } from './router.js';

export const loading = html`<p class="loading" aria-busy="true">Loading …</p>`;

/** The functions of a page that shows these loads. @param {...Load} all */
export const lives = (...all) => ({
  start: () => all.forEach((one) => one.start()),
  stop: () => all.forEach((one) => one.stop()),
  again: () => all.forEach((one) => one.start()),
});

/** Data that a page loads, with its state: loading, shown, out of date or failed. */
export class Load {
  /** @param {(signal: AbortSignal, onTask: (task: any) => void) => Promise<any>} how @param {string} [gone] why there may be nothing */
  constructor(how, gone) {
    this.how = how;
    this.gone = gone;
    /** @type {any} */
    this.value = undefined;
    /** @type {Problem | undefined} */
    this.problem = undefined;
    this.loading = false;
    this.stopped = new AbortController();
  }

  async start() {
    this.stopped.abort();
    const mine = (this.stopped = new AbortController());
    clearTimeout(this.timer);
    this.loading = true;
    this.task = undefined;
    update();
    try {
      this.value = await this.how(mine.signal, (task) => {
        this.task = task;
        update();
      });
      this.problem = undefined;
    } catch (failure) {
      if (mine.signal.aborted) return;
      if (!(failure instanceof Problem)) throw failure;
      this.problem = failure;
      announce(failure.message);
      if (failure.retryAt) this.retry(failure.retryAt);
    } finally {
      if (!mine.signal.aborted) this.loading = false;
      update();
    }
  }

  /** Counts down to a time, and then loads again. @param {number} at */
  retry(at) {
    update();
    this.timer = setTimeout(() => (Date.now() >= at ? this.start() : this.retry(at)), Math.min(1000, Math.max(50, at - Date.now())));
  }

  stop() {
    this.stopped.abort();
    clearTimeout(this.timer);
  }

  /** @param {(value: any) => unknown} view */
  show(view) {
    return html`${this.problem ? problem(this.problem, () => this.start(), this.gone) : nothing}
    ${this.value !== undefined
      ? html`<div class=${this.problem ? 'old' : ''} aria-busy=${this.loading ? 'true' : 'false'}>${view(this.value)}</div>`
      : this.problem
        ? nothing
        : html`<p class="loading" aria-busy="true">Loading … ${this.task ? `${count(this.task.counts.lookedAt ?? 0)} of about ${count(this.task.expected)} letters` : nothing}</p>`}`;
  }
}

const WHY = {
  0: 'What is shown is from before. The page tries again when you do.',
  401: 'Sign in to go on.',
  403: '',
  409: 'Try again when that has ended.',
};

/** @param {string} text */
const closed = (text) => text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?…]$/.test(text) ? '' : '.');

/** A problem, its meaning, and what the viewer can do about it. @param {Problem} failure @param {() => void} [again] @param {string} [gone] why there may be nothing */
export function problem(failure, again, gone = '') {
  const left = failure.retryAt ? Math.max(0, Math.ceil((failure.retryAt - Date.now()) / 1000)) : undefined;
  const why = left === undefined ? WHY[failure.status] ?? (failure.status === 404 ? gone : '') : `Trying again in ${left} s.`;
  return html`<div class="problem">
    <p><span class="icon" aria-hidden="true">✖</span> ${closed(failure.message)} ${why}
    ${failure.status === 403 ? html`<a href=${link('rights')}>What I may do</a>` : nothing}</p>
    ${again && failure.status !== 403 ? html`<button type="button" @click=${again}>Try again</button>` : nothing}
  </div>`;
}
