import { html, nothing } from './vendor/lit-html/lit-html.js';
import { Problem, ask } from './api.js';
import { announce, app, update } from './app.js';
import { problem } from './load.js';

/** The form that replaces a page until the viewer has signed in. The address stays. */

let byToken = true;
/** @type {Problem | undefined} */
let refused;

/** @param {() => void} then */
export function signIn(then) {
  return html`<form class="signin" @submit=${(/** @type {SubmitEvent} */ event) => submit(event, then)}>
    <p class="sentence">Sign in to see this page.</p>
    ${refused ? problem(refused) : nothing}
    <fieldset><legend>With</legend>
      <label class="check"><input type="radio" name="with" .checked=${byToken} @change=${() => choose(true)}> a token</label>
      <label class="check"><input type="radio" name="with" .checked=${!byToken} @change=${() => choose(false)}> user and password</label>
    </fieldset>
    ${byToken
      ? html`<label>Your name, for the audit trail
            <input name="name" maxlength="40" pattern="[\\p{L}0-9._@\\-]+" autocomplete="username" title="Letters, digits, . _ @ -"></label>
          <label>Token <input name="token" type="password" required autocomplete="current-password"></label>`
      : html`<label>User <input name="user" required autocomplete="username"></label>
          <label>Password <input name="password" type="password" required autocomplete="current-password"></label>`}
    <p class="buttons"><button class="main">Sign in</button></p>
    <p>The right comes with the token: look, read, act or all. A session lasts eight hours.</p>
  </form>`;
}

/** @param {boolean} token */
function choose(token) {
  byToken = token;
  update();
}

/** @param {SubmitEvent} event @param {() => void} then */
async function submit(event, then) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.target);
  const given = Object.fromEntries([...new FormData(form)].filter(([name, value]) => value && name !== 'with'));
  try {
    app.me = await (await ask('POST', 'session', { body: given })).json();
    app.signIn = false;
    refused = undefined;
    form.reset();
    announce(`Signed in as ${app.me.name}.`);
    then();
  } catch (failure) {
    if (!(failure instanceof Problem)) throw failure;
    refused = failure.status === 401 ? new Problem(400, 'These credentials are wrong.') : failure;
    announce(refused.message);
  }
  update();
}

export async function signOut() {
  await ask('DELETE', 'session');
  location.reload();
}
