package topology;

import aws.Fifo;

/**
 * A queue of this account and region.
 *
 * @param name what {@link Names#queue()} allows
 */
public record Queue(String name) {
    /** Whether it keeps the order of messages. */
    public boolean isFifo() {
        return Fifo.is(name);
    }

    /** Where the messages go that its consumers gave up. */
    public Queue deadLetters() {
        return new Queue(Names.deadLetters(name));
    }

    @Override
    public String toString() {
        return name;
    }
}
