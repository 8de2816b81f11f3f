package aws;

/** FIFO queues and topics, which AWS knows by the end of their names. */
public final class Fifo {
    private static final String SUFFIX = ".fifo";

    private Fifo() {}

    /** Whether this is the name, the ARN or the URL of a FIFO queue or topic. */
    public static boolean is(String name) {
        return name.endsWith(SUFFIX);
    }

    /** The FIFO name of what is called so otherwise. */
    public static String named(String name) {
        return is(name) ? name : name + SUFFIX;
    }

    /** The name without its end, if it is a FIFO name. */
    public static String plain(String name) {
        return is(name) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }
}
