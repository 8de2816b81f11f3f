/** What happens to one message that was received from a queue? Begin with {@code Delivery}. */
package delivery;
