/** What happens to a message that was received from a queue? Begin with {@code Delivery}. */
package delivery;
