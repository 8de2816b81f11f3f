import { settings } from './settings.js';

const NUMBER = new Intl.NumberFormat('en');
const RATE = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/** 1204 → "1,204". @param {number | undefined} n */
export const count = (n) => (n === undefined ? '–' : NUMBER.format(n));

/** @param {number | undefined} n */
export const rate = (n) => (n === undefined ? '–' : `${RATE.format(n)}/s`);

/** 3 and "letter" → "3 letters". @param {number} n @param {string} what */
export const several = (n, what) => `${count(n)} ${what}${n === 1 ? '' : 's'}`;

/** @param {number | undefined} ms */
export function millis(ms) {
  return ms === undefined ? '–' : ms < 1000 ? `${Math.round(ms)} ms` : seconds(ms / 1000);
}

/** @param {number | undefined} s */
export function seconds(s) {
  if (s === undefined) return '–';
  if (s < 10) return `${Number(s.toFixed(s < 1 ? 2 : 1))} s`;
  if (s < 90) return `${Math.round(s)} s`;
  if (s < 5400) return `${Math.round(s / 60)} min`;
  if (s < 48 * 3600) return `${Math.round(s / 3600)} h`;
  return `${Math.round(s / 86400)} days`;
}

/** Whole seconds since a time. @param {string} time */
export const since = (time) => Math.max(0, (Date.now() - Date.parse(time)) / 1000);

/** A time of day, with its date unless it is today. @param {string | undefined} time */
export function clock(time) {
  if (!time) return '–';
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) return time;
  const day = date(at);
  const text = settings.zone === 'utc' ? at.toISOString().slice(11, 19) : at.toLocaleTimeString('en-GB');
  return day === date(new Date()) ? text : `${day} ${text}`;
}

/** @param {Date} at */
function date(at) {
  return settings.zone === 'utc' ? at.toISOString().slice(0, 10) : at.toLocaleDateString('sv-SE');
}

export const zone = () => (settings.zone === 'utc' ? 'UTC' : 'local time');

/** "3 min ago" @param {string} time */
export const ago = (time) => `${seconds(Math.round(since(time)))} ago`;

/** The last part of a class name. @param {string | undefined} name */
export const short = (name) => (name ?? '').replace(/^.*\./, '');

/** @param {string} text @param {number} most */
export const cut = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
