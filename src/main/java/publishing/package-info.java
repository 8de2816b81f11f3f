/** How does an exchange become an event on SNS? Begin with {@link publishing.SnsProducer}. */
package publishing;
