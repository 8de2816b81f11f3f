/** An event, and how it travels: what publishing and delivery agree on. */
package event;
