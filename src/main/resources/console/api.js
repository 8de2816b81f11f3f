/** Requests to the application. A failure becomes a problem with one sentence for the viewer. */

const BASE = '/caravan/';

/** A request that failed. */
export class Problem extends Error {
  /**
   * @param {number} status 0 if the application did not answer
   * @param {string} sentence
   * @param {number} [retryAfter] seconds
   */
  constructor(status, sentence, retryAfter) {
    super(sentence);
    this.status = status;
    this.retryAt = retryAfter === undefined ? undefined : Date.now() + retryAfter * 1000;
  }
}

/** Called when the application does not know the viewer, who must sign in. */
export const strangers = { found: () => {} };

/**
 * @param {string} method
 * @param {string} path below /caravan/
 * @param {{body?: unknown, headers?: Record<string, string>, signal?: AbortSignal}} [more]
 * @returns {Promise<Response>}
 */
export async function ask(method, path, more = {}) {
  /** @type {Record<string, string>} */
  const headers = { Accept: 'application/json', ...more.headers };
  if (more.body !== undefined) headers['Content-Type'] = 'application/json';
  let answer;
  try {
    answer = await fetch(BASE + path, {
      method,
      headers,
      body: more.body === undefined ? undefined : JSON.stringify(more.body),
      signal: more.signal,
    });
  } catch (failure) {
    if (more.signal?.aborted) throw failure;
    throw new Problem(0, navigator.onLine ? 'The application does not answer.' : 'This browser is offline.');
  }
  if (answer.ok || answer.status === 304) return answer;
  throw await problem(answer);
}

/** @param {Response} answer */
async function problem(answer) {
  let detail = '';
  try {
    const json = await answer.json();
    detail = json.detail ?? json.title ?? '';
  } catch {
    // The body is not JSON, such as a proxy's page: the status has to be enough.
  }
  const after = Number(answer.headers.get('Retry-After') ?? Number.NaN);
  const wait = answer.status === 429 || answer.status === 503 ? (Number.isNaN(after) ? 5 : after) : undefined;
  if (answer.status === 401) strangers.found();
  return new Problem(answer.status, detail || `The application answered ${answer.status}.`, wait);
}

/** @param {string} path @param {AbortSignal} [signal] @param {(task: any) => void} [onTask] as with {@link post} */
export async function get(path, signal, onTask) {
  return finished(await ask('GET', path, { signal }), onTask, signal);
}

/**
 * @param {string} path
 * @param {unknown} body
 * @param {(task: any) => void} [onTask] called repeatedly with the task of an operation that takes longer
 */
export async function post(path, body, onTask) {
  return finished(await ask('POST', path, { body }), onTask);
}

/**
 * The result of a request: from its answer, or from the task that the answer names.
 *
 * @param {Response} answer
 * @param {(task: any) => void} [onTask]
 * @param {AbortSignal} [signal]
 */
async function finished(answer, onTask, signal) {
  if (answer.status === 204) return undefined;
  const json = await answer.json();
  const id = /\/tasks\/([^/]+)$/.exec(answer.headers.get('Location') ?? '')?.[1];
  if (answer.status === 200 && id) onTask?.({ id, state: 'DONE' });
  return answer.status === 202 ? result(json, onTask, signal) : json;
}

/** Waits for the end of a task, and returns its result. @param {any} task @param {(task: any) => void} [onTask] @param {AbortSignal} [signal] */
export async function result(task, onTask, signal) {
  let now = task;
  for (let wait = 300; now.state === 'RUNNING' || now.state === 'CANCELLING'; wait = Math.min(2000, wait * 1.5)) {
    onTask?.(now);
    await new Promise((done) => setTimeout(done, wait));
    now = await (await ask('GET', taskPath(task), { signal })).json();
  }
  onTask?.(now);
  if (now.problem) throw new Problem(now.problem.status, now.problem.detail);
  return now.result;
}

/** @param {{queue: string, id: string}} task */
export const taskPath = (task) => path`dead-letters/${task.queue}/tasks/${task.id}`;

/** @param {{queue: string, id: string}} task */
export async function stop(task) {
  return (await ask('DELETE', taskPath(task))).json();
}

/** A path whose values are encoded. @param {TemplateStringsArray} parts @param {...string} values */
export function path(parts, ...values) {
  return parts.reduce((all, part, i) => all + encodeURIComponent(values[i - 1]) + part);
}

/** "?a=b&a=c", without empty values. @param {Record<string, string | string[] | number | undefined>} values */
export function query(values) {
  const all = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== '') all.append(name, String(one));
    }
  }
  return all.size ? `?${all}` : '';
}
