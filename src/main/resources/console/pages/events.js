import { html } from '../vendor/lit-html/lit-html.js';
import { get } from '../api.js';
import { app } from '../app.js';
import { several } from '../format.js';
import { Load, lives } from '../load.js';
import { eventLink, go } from '../router.js';
import { sentence } from '../state.js';
import { event } from './event.js';
import { deliveries } from './queue.js';

/** The latest deliveries of this process, and a search; or one event. @param {URLSearchParams} given @returns {import('../app.js').Page} */
export function events(given) {
  const id = given.get('id');
  if (id) return event(id);
  let seen = '';
  const ends = () => JSON.stringify(app.now?.routes?.map((one) => one.ends));
  const passing = new Load((signal) => {
    seen = ends();
    return get('deliveries', signal);
  });
  return {
    title: 'Events',
    copy: () => ({ request: { method: 'GET', path: 'deliveries' }, command: 'caravan event ID' }),
    ...lives(passing),
    ticked: () => ends() !== seen && passing.start(),
    view: () => html`<form class="row" @submit=${search}>
        <label>An event's id <input name="id" required autocomplete="off"></label> <button class="main">Show where it is</button>
      </form>
      ${passing.show(({ entries }) => {
        const failed = entries.filter((one) => ['failed', 'dead'].includes(one.end.toLowerCase())).length;
        return html`${sentence(failed ? [`${several(failed, 'delivery').replace(/ys$/, 'ies')} of the last ${entries.length} failed`] : [],
            entries.length ? `None of the last ${several(entries.length, 'delivery').replace(/ys$/, 'ies')} failed.` : 'Nothing has passed through this process yet.')}
          ${entries.length ? deliveries('', true).view(entries) : html`<p>Each delivery to a handler appears here when it ends. Publish an event to see one.</p>`}`;
      })}`,
  };
}

/** @param {SubmitEvent} submit */
function search(submit) {
  submit.preventDefault();
  const id = String(new FormData(/** @type {HTMLFormElement} */ (submit.target)).get('id')).trim();
  if (id) go(eventLink(id));
}
