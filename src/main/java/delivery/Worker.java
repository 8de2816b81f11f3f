package delivery;

/**
 * The thread that works on a message, or on several that a handler gets at once. It is interrupted as soon as none of them
 * needs its work any more: one message that is lost to another consumer must not end the handler of the others.
 */
final class Worker {
    private final Thread thread = Thread.currentThread();
    private int needing;
    private boolean named;

    /** The current thread begins to work on so many messages. */
    Worker(int messages) {
        needing = messages;
    }

    /** One of the messages needs this work no more. */
    synchronized void spare() {
        needing--;
        interruptIfSpared();
    }

    /** A message that was spared before has more reason to be. */
    synchronized void interruptIfSpared() {
        if (needing <= 0) {
            thread.interrupt();
        }
    }

    /** True once: the log names a handler that hangs, and does not repeat it. */
    synchronized boolean name() {
        boolean first = !named;
        named = true;
        return first;
    }
}
