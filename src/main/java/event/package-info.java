/** What an event is, and how SNS and SQS carry it. Begin with {@link event.WireFormat}. */
package event;
