package bench.contender;

import java.net.URI;
import java.util.List;

/** What the harness tells a contender at its start, as system properties. */
public final class Settings {
    private Settings() {}

    /** The proxy, for all services. */
    public static URI endpoint() {
        return URI.create(System.getProperty("bench.endpoint"));
    }

    /** The names of the queues to consume, all in the same way. */
    public static List<String> queues() {
        String queues = System.getProperty("bench.queues", "");
        return queues.isEmpty() ? List.of() : List.of(queues.split(","));
    }

    /** Where to publish; null if nothing is published. */
    public static String topicArn() {
        return System.getProperty("bench.topic");
    }

    /** Whether nothing is to be set but the queue and the handler. */
    public static boolean asItComes() {
        return Boolean.getBoolean("bench.as-it-comes");
    }

    /** Connections at once, for each of consuming and publishing. */
    public static int connections() {
        return Integer.getInteger("bench.connections");
    }

    /** Handlers at once a queue. */
    public static int concurrency() {
        return Integer.getInteger("bench.concurrency");
    }

    /** How long a message stays hidden, in seconds. */
    public static int visibility() {
        return Integer.getInteger("bench.visibility", 30);
    }
}
