/** Which calls does SQS offer for a queue? Begin with {@link sqs.SqsQueue}; {@link sqs.DeadLetterQueue} keeps what could not be handled. */
package sqs;
