package aws;

/** Recognizes FIFO queues and topics by the suffix of their names. */
public final class Fifo {
    private static final String SUFFIX = ".fifo";

    private Fifo() {}

    /** Whether a name, ARN or URL belongs to a FIFO queue or topic. */
    public static boolean is(String name) {
        return name.endsWith(SUFFIX);
    }

    /** The name with the FIFO suffix. */
    public static String named(String name) {
        return is(name) ? name : name + SUFFIX;
    }

    /** The name without the FIFO suffix. */
    public static String plain(String name) {
        return is(name) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }
}
