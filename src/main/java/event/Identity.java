package event;

/**
 * The identity of an event. By CloudEvents, no two events have the same source and the same id.
 *
 * @param id the event's id
 * @param source the event's source; empty for a message without one
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#id">CloudEvents, id</a>
 */
public record Identity(String id, String source) {}
