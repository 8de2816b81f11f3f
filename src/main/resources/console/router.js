/** Gives each view an address of its own, so that links, back, reload and sharing work. */

export const ROOT = '/caravan/console/';

/** @type {(address: URL, isNew: boolean) => void} */
let arrived = () => {};

/** @param {(address: URL, isNew: boolean) => void} then called for each new address, and at once for the current one */
export function route(then) {
  arrived = then;
  addEventListener('popstate', () => then(new URL(location.href), true));
  document.addEventListener('click', follow);
  then(new URL(location.href), true);
}

/** @param {MouseEvent} click */
function follow(click) {
  const a = /** @type {Element} */ (click.target).closest?.('a');
  if (!a || click.defaultPrevented || click.button || click.metaKey || click.ctrlKey || click.shiftKey || click.altKey) return;
  const href = a.getAttribute('href') ?? '';
  if (a.hasAttribute('download') || !href.startsWith(ROOT)) return;
  click.preventDefault();
  go(href);
}

/** @param {string} href @param {boolean} [replace] whether the back button skips the current address */
export function go(href, replace) {
  const before = location.pathname;
  history[replace ? 'replaceState' : 'pushState'](null, '', href);
  arrived(new URL(location.href), location.pathname !== before);
}

/** The address of a page. @param {...string} names */
export const link = (...names) => ROOT + names.map(encodeURIComponent).join('/');

/** The address of an event's page. An id that a path cannot carry is in the query. @param {string} id */
export const eventLink = (id) => (/^[\w:-]+$/.test(id) ? link('events', id) : `${link('events')}?id=${encodeURIComponent(id)}`);
