package deadletters;

/**
 * A queue and its number of dead letters.
 *
 * @param queue the source queue
 * @param deadLetterQueue the dead-letter queue
 * @param letters the approximate number, as SQS counts
 */
public record QueueOfLetters(String queue, String deadLetterQueue, int letters) {}
