/** Which dead letters does a queue have, and how do they come back? Begin with {@link deadletters.DeadLetters}. */
package deadletters;
