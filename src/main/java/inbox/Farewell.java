package inbox;

/**
 * Why the server closes a connection.
 *
 * @param code of the close frame: those of RFC 6455, and from 4000 on those of inboxes
 * @param reason in a sentence, at most 123 bytes
 */
record Farewell(int code, String reason) {
    static final Farewell TAKEN_OVER = new Farewell(4000, "taken over: the same client has connected again");
    static final Farewell NO_SUCH_INBOX = new Farewell(4004, "no such inbox");
    static final Farewell SILENT = new Farewell(4008, "silent: no answer to the last pings");
    static final Farewell TOO_LARGE =
            new Farewell(1009, "too large: an answer has at most " + ClientAnswer.LARGEST / 1024 + " KiB");
    static final Farewell TOO_SLOW = new Farewell(1008, "too slow: answers are sent faster than errors are read");
    static final Farewell TRY_AGAIN = new Farewell(1013, "try again later: the queue cannot be reached at the moment");

    /** The application stops; another process, or the same after its start, takes the client up. */
    static Farewell restart(int seconds) {
        return new Farewell(1012, "restart: come again in %d s".formatted(seconds));
    }
}
