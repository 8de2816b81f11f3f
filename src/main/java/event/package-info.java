/** What is an event, and how is it sent through SNS and SQS? Begin with {@link event.WireFormat}. */
package event;
