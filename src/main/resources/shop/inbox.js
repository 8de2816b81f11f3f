const form = document.querySelector('form');
const status = document.querySelector('[role=status]');
const list = document.querySelector('ol');
let socket;

/** A browser cannot set a header on a WebSocket, so the token is sent as a second subprotocol. */
function connect() {
  const token = form.elements.token.value;
  const address = new URL(`/inbox/${encodeURIComponent(form.elements.client.value)}`, location.href);
  address.protocol = address.protocol.replace('http', 'ws');
  socket?.close();
  const mine = socket = new WebSocket(address, ['cloudevents.json', ...(token ? [`caravan.token.${token}`] : [])]);
  mine.onopen = () => { status.textContent = `Connected as ${form.elements.client.value}.`; };
  mine.onmessage = (message) => show(JSON.parse(message.data), mine);
  mine.onclose = (end) => {
    if (mine !== socket) {
      return;
    }
    status.textContent = `Not connected: ${end.reason || 'refused, or cut off'}.`;
    const seconds = /come again in (\d+) s/.exec(end.reason)?.[1];
    if (seconds) {
      setTimeout(connect, seconds * 1000);
    }
  };
}

/** Shows everything as text, because an event may contain anything, such as HTML. */
function show(event, from) {
  if (event.error) {
    status.textContent = `Error: ${event.error}`;
    return;
  }
  const item = document.createElement('li');
  item.textContent = `${event.type} ${event.id} ${JSON.stringify(event.data ?? event.data_base64 ?? null)} `;
  const answer = (said, more) => {
    from.send(JSON.stringify({ [said]: event.id, source: event.source, ...more }));
    item.querySelectorAll('button').forEach((button) => button.remove());
    item.append(said);
  };
  list.prepend(item);
  if (form.elements.answers.checked) {
    answer('received');
    return;
  }
  for (const said of ['received', 'failed']) {
    const button = document.createElement('button');
    button.textContent = said;
    button.onclick = () => answer(said, said === 'failed' ? { reason: 'a person said so' } : {});
    item.append(button);
  }
}

document.querySelector('pre').textContent = `curl ${location.origin}/events/orders -H 'ce-type: OrderPaid' `
  + `-H 'Content-Type: application/json' -d '{"order":1,"amount":42}'`;
form.onsubmit = (submit) => { submit.preventDefault(); connect(); };
