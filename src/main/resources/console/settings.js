/** The viewer's choices, kept in this browser. */
const KEY = 'caravan-console';

const DEFAULTS = { theme: 'system', zone: 'utc', refresh: 2, keys: true, view: '' };

/** @type {typeof DEFAULTS} */
export const settings = { ...DEFAULTS, ...read() };

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}');
  } catch {
    return {}; // Storage is switched off, or another version wrote to it.
  }
}

/** @param {Partial<typeof DEFAULTS>} changes */
export function change(changes) {
  Object.assign(settings, changes);
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // Without storage the choice lasts until the window closes.
  }
  paint();
}

/** Applies the theme. */
export function paint() {
  if (settings.theme === 'system') {
    document.documentElement.removeAttribute('data-theme');
  } else {
    document.documentElement.setAttribute('data-theme', settings.theme);
  }
}
