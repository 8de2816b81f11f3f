/** What is an event, and how does it travel? Begin with {@link event.WireFormat}. */
package event;
