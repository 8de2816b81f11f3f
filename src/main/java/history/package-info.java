/** Where an event is. Begin with {@link history.EventHistory}. */
package history;
