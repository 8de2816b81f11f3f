/** From an exchange to SNS: the event, its attributes, batches, and the answer to whoever published. */
package publishing;
