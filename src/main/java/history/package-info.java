/** Where is an event? Begin with {@link history.EventHistory}. */
package history;
