package bench.contender;

import java.net.URI;
import java.util.List;

/** The settings that the harness gives a contender at its start, as system properties. */
public final class Settings {
    private Settings() {}

    /** The endpoint of the proxy, for all services. */
    public static URI endpoint() {
        return URI.create(System.getProperty("bench.endpoint"));
    }

    /** The names of the queues to consume, all in the same way. */
    public static List<String> queues() {
        String queues = System.getProperty("bench.queues", "");
        return queues.isEmpty() ? List.of() : List.of(queues.split(","));
    }

    /** The topic to publish to; null if nothing is published. */
    public static String topicArn() {
        return System.getProperty("bench.topic");
    }

    /** Whether only the queue and the handler are set, and everything else keeps its default. */
    public static boolean withDefaults() {
        return Boolean.getBoolean("bench.with-defaults");
    }

    /** The number of connections, for consuming and for publishing each. */
    public static int connections() {
        return Integer.getInteger("bench.connections");
    }

    /** The number of handlers that run at the same time for a queue. */
    public static int concurrency() {
        return Integer.getInteger("bench.concurrency");
    }

    /** The visibility timeout, in seconds. */
    public static int visibility() {
        return Integer.getInteger("bench.visibility", 30);
    }
}
