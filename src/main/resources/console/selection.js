import { get, path, query } from './api.js';
import { download, quote } from './copy.js';

/**
 * The letters of a queue that an action is about, in the API's form.
 *
 * @typedef {object} Selection
 * @property {boolean} [all]
 * @property {string[]} [fingerprints]
 * @property {string[]} [ids]
 * @property {string} [path]
 * @property {string} [group]
 * @property {Record<string, string>} [attributes]
 */

/** The most letters that a download has with their bodies. Each of them takes a request. */
export const WHOLE = 50;

/** @param {string} operation @param {string} queue @param {Selection} selection */
export function command(operation, queue, selection) {
  const options = [
    ...(selection.all ? ['--all'] : []),
    ...(selection.fingerprints ?? []).map((one) => `--fingerprint ${quote(one)}`),
    ...(selection.ids ?? []).map((one) => `--id ${quote(one)}`),
    ...Object.entries(selection.attributes ?? {}).map(([name, value]) => `--attribute ${quote(`${name}=${value}`)}`),
    ...(selection.path ? [`--where ${quote(selection.path)}`] : []),
    ...(selection.group ? [`--group ${quote(selection.group)}`] : []),
  ];
  return ['caravan dead-letters', operation, quote(queue), ...options].join(' ');
}

/** @param {Selection} selection */
export function conditions(selection) {
  return {
    fingerprint: selection.fingerprints,
    id: selection.ids,
    path: selection.path,
    group: selection.group,
    attribute: Object.entries(selection.attributes ?? {}).map(([name, value]) => `${name}=${value}`),
  };
}

/** Saves letters as a file, with their bodies if there are only a few. @param {string} queue @param {Selection} selection */
export async function save(queue, selection) {
  const all = [];
  for (let page = 1, pages = 1; page <= pages; page++) {
    const answer = await get(path`dead-letters/${queue}/letters` + query({ ...conditions(selection), page, size: 1000, maxAgeSeconds: 60 }));
    all.push(...answer.letters);
    pages = answer.pages;
  }
  const whole = [];
  for (const letter of all.length > WHOLE ? [] : all) whole.push(await get(path`dead-letters/${queue}/letters/${letter.messageId}`));
  download(`${queue}-dead-letters.json`, JSON.stringify(whole.length ? whole : all, null, 2));
}
