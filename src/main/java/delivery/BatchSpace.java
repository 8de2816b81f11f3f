package delivery;

/** The room that a batch has left, in events and in bytes. Its first event fits whatever its size. */
final class BatchSpace {
    private int events;
    private long bytes = Batching.MOST_BYTES;
    private boolean empty = true;

    BatchSpace(int events) {
        this.events = events;
    }

    /** Takes the room of a message; false if it does not fit, and then nothing else does. */
    boolean take(InFlight message) {
        if (events == 0 || (!empty && bytes < message.bytes())) {
            events = 0;
            return false;
        }
        empty = false;
        events--;
        bytes -= message.bytes();
        return true;
    }

    boolean isFull() {
        return events == 0;
    }
}
