/**
 * How does Caravan call SQS? Begin with {@link sqs.SqsQueue}; {@link sqs.DeadLetterQueue} keeps messages that could not be
 * handled.
 */
package sqs;
