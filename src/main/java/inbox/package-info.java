/** How does a client get the events of its queue over a WebSocket, and how does it say that it has received them? */
package inbox;
