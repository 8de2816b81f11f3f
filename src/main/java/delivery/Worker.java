package delivery;

/**
 * The thread that works on a message or on a batch. It is interrupted only when none of its messages needs it any more, because
 * the loss of one message must not end the handler of the others.
 */
final class Worker {
    private final Thread thread = Thread.currentThread();
    private int needing;
    private boolean named;

    /** Makes the current thread the worker of {@code messages} messages. */
    Worker(int messages) {
        needing = messages;
    }

    /** Reports that one of the messages no longer needs this thread. */
    synchronized void spare() {
        needing--;
        interruptIfSpared();
    }

    /** Interrupts the thread if no message needs it. Called again when a message gets another reason to end. */
    synchronized void interruptIfSpared() {
        if (needing <= 0) {
            thread.interrupt();
        }
    }

    /** True once, so that the log names a stuck handler only once. */
    synchronized boolean name() {
        boolean first = !named;
        named = true;
        return first;
    }
}
