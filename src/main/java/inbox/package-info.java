/**
 * How does a client get its events? Begin with {@link inbox.InboxConsumer}, which serves one inbox over WebSockets. {@link
 * inbox.SendToClients} puts events into the queues of clients, and {@link inbox.InboxesApi} makes, lists and deletes these queues for
 * operators.
 */
package inbox;
