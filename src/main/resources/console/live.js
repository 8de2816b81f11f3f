import { Problem, ask, get } from './api.js';
import { announce, app, update } from './app.js';
import { settings } from './settings.js';

/** One poll of all figures for the whole window, only while it is visible. */

const LATE = 3;
const POINTS = 60;

/** @type {Map<string, number[]>} */
const series = new Map();
let etag = '';
let timer = 0;
let answered = performance.now();
let process = '';
let watching = false;

/** @type {{problem?: Problem, at?: string}} */
export const live = {};

/** Starts at once, and goes on until the window closes. */
export function watch() {
  if (!watching) {
    watching = true;
    document.addEventListener('visibilitychange', tick);
    document.addEventListener('selectionchange', () => isHeld() || update());
  }
  tick();
}

/** Polls now instead of at the next tick. */
export function tick() {
  clearTimeout(timer);
  if (document.hidden) return;
  timer = setTimeout(tick, settings.refresh * 1000 || 60_000);
  if (!app.signIn && settings.refresh) refresh();
}

/** Whether the window is not drawn again, because the viewer has selected text. */
export function isHeld() {
  const selection = getSelection();
  return Boolean(selection && !selection.isCollapsed && document.querySelector('main')?.contains(selection.anchorNode));
}

/** Whether the figures are older than three ticks. */
export const isStale = () => performance.now() - answered > LATE * 1000 * Math.max(settings.refresh, 2);

export async function refresh() {
  const wasStale = isStale();
  try {
    const answer = await ask('GET', 'now', { headers: etag ? { 'If-None-Match': etag } : {} });
    answered = performance.now();
    live.problem = undefined;
    live.at = new Date(answer.headers.get('Date') ?? Date.now()).toISOString();
    if (answer.status !== 304) {
      etag = answer.headers.get('ETag') ?? '';
      await arrived(await answer.json());
    }
    if (wasStale && app.now) announce('The figures are live again.');
  } catch (failure) {
    if (!(failure instanceof Problem)) throw failure;
    live.problem = failure;
    if (isStale() && !wasStale) announce('The figures are out of date.');
    if (failure.retryAt) {
      clearTimeout(timer);
      timer = setTimeout(tick, Math.max(settings.refresh * 1000, failure.retryAt - Date.now()));
    }
  }
  remember();
  if (!isHeld()) update();
}

/** @param {any} now */
async function arrived(now) {
  app.now = now;
  live.at = now.time;
  const ended = app.running.filter((task) => !now.tasks?.some((one) => one.id === task.id));
  for (const task of ended) announce(`${task.operation} ${task.queue} has ended.`);
  app.ended.push(...ended);
  app.running = now.tasks ?? [];
  if (now.process?.id !== process) {
    process = now.process?.id;
    app.topology = await get('topology');
  }
  if (!isHeld()) app.page?.ticked?.();
}

function remember() {
  for (const [kind, all] of Object.entries({ topic: app.now?.topics, route: app.now?.routes })) {
    for (const one of all ?? []) {
      const key = `${kind}:${one.name ?? one.id}`;
      series.set(key, [...(series.get(key) ?? []), one.perSecond ?? 0].slice(-POINTS));
    }
  }
}

/** The latest rates of a topic or route. @param {string} key such as "topic:orders" */
export const rates = (key) => series.get(key) ?? [];

/** @param {string} name */
export const queueNow = (name) => app.now?.queues?.find((queue) => queue.name === name) ?? {};

/** @param {string} id */
export const routeNow = (id) => app.now?.routes?.find((route) => route.id === id) ?? {};

/** @param {string} name */
export const topicNow = (name) => app.now?.topics?.find((topic) => topic.name === name) ?? {};

/** @param {string} name */
export const inboxNow = (name) => app.now?.inboxes?.find((inbox) => inbox.name === name) ?? {};
