/** How is a queue called? Begin with {@link sqs.SqsQueue}; {@link sqs.DeadLetterQueue} keeps what could not be handled. */
package sqs;
