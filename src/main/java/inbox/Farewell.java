package inbox;

/**
 * Why the server closes a connection.
 *
 * @param code the code of the close frame: from RFC 6455, or from 4000 on for codes of inboxes
 * @param reason the reason in a sentence, at most 123 bytes
 */
record Farewell(int code, String reason) {
    static final Farewell TAKEN_OVER = new Farewell(4000, "taken over: the same client has connected again");
    static final Farewell NO_SUCH_INBOX = new Farewell(4004, "no such inbox");
    static final Farewell SILENT = new Farewell(4008, "silent: no answer to the last pings");
    static final Farewell TOO_LARGE =
            new Farewell(1009, "too large: an answer has at most " + ClientAnswer.LARGEST / 1024 + " KiB");
    static final Farewell TOO_SLOW = new Farewell(1008, "too slow: answers are sent faster than errors are read");
    static final Farewell TRY_AGAIN = new Farewell(1013, "try again later: the queue cannot be reached at the moment");

    /** The farewell of an application that stops. Another process, or this one after its next start, serves the client then. */
    static Farewell restart(int seconds) {
        return new Farewell(1012, "restart: come again in %d s".formatted(seconds));
    }
}
