package deadletters;

/**
 * A queue and how many dead letters it has.
 *
 * @param queue the queue that they come from
 * @param deadLetterQueue the queue that they lie in
 * @param letters how many, about: SQS counts approximately
 */
public record QueueOfLetters(String queue, String deadLetterQueue, int letters) {}
