/**
 * How does a client get its events? Begin with {@link inbox.InboxesSend}, which puts events into the queues of clients; {@link
 * inbox.InboxesApi} makes, lists and deletes these queues for operators.
 */
package inbox;
