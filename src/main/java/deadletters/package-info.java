/** The dead letters of queues, and how to send them back. Begin with {@link deadletters.DeadLetters}. */
package deadletters;
