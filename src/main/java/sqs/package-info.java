/**
 * The calls to a queue. Begin with {@link sqs.SqsQueue}; {@link sqs.DeadLetterQueue} keeps messages that could not be
 * handled.
 */
package sqs;
