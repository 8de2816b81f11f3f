import { html } from './vendor/lit-html/lit-html.js';

/** What changes from one text to another, line by line. */

/** JSON on several lines, each number as it was written; other text as it is. @param {string} text */
export function pretty(text) {
  if (!isJson(text)) return text;
  let depth = 0;
  const line = () => `\n${'  '.repeat(depth)}`;
  return text.replace(/"(?:[^"\\]|\\.)*"|[[{]\s*[\]}]|[[\]{},:]|\s+/g, (token) => {
    if (/^\s/.test(token)) return '';
    if (token.length > 1) return token[0] === '"' ? token : token[0] + token.at(-1);
    if (token === ':') return ': ';
    if (token === ',') return `,${line()}`;
    depth += '[{'.includes(token) ? 1 : -1;
    return '[{'.includes(token) ? token + line() : line() + token;
  });
}

/** @param {string} text */
export function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * The longest common sequence of lines stays; other lines are removed or added.
 *
 * @param {string} before @param {string} after
 * @returns {{sign: ' ' | '-' | '+', line: string}[]}
 */
export function lines(before, after) {
  const a = before.split('\n');
  const b = after.split('\n');
  /** @type {Uint32Array[]} */
  const common = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i][j] = a[i] === b[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  /** @type {{sign: ' ' | '-' | '+', line: string}[]} */
  const all = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      all.push({ sign: ' ', line: a[i++] });
      j++;
    } else if (j >= b.length || (i < a.length && common[i + 1][j] >= common[i][j + 1])) {
      all.push({ sign: '-', line: a[i++] });
    } else {
      all.push({ sign: '+', line: b[j++] });
    }
  }
  return all;
}

const WORDS = { ' ': '', '-': 'removed: ', '+': 'added: ' };
const KINDS = { ' ': '', '-': 'gone', '+': 'come' };

/** @param {string} before @param {string} after */
export function diff(before, after) {
  return html`<pre class="diff" tabindex="0" role="region" aria-label="What changes">${lines(before, after).map(
    ({ sign, line }) => html`<span class=${KINDS[sign]}><span aria-hidden="true">${sign} </span><span class="unseen">${WORDS[sign]}</span>${line}
</span>`,
  )}</pre>`;
}
