package bench.harness;

import java.util.ArrayList;
import java.util.List;

/**
 * The setup of a contender.
 *
 * @param queues the queues to consume
 * @param topic the topic to publish to; null if nothing is published
 * @param connections the number of connections to SQS for a queue, and to SNS
 * @param concurrency the number of handlers that run at the same time for a queue
 * @param visibility the visibility timeout in seconds
 * @param slow whether handlers take so long that they must run concurrently
 * @param withDefaults whether only the queue and the handler are set; connections and concurrency are then the contender's
 *     own defaults
 * @param firstCell a cell that begins before the process does, with one message; -1 for none
 * @param http the port at which events come over HTTP; 0 if they do not
 */
record Setup(
        List<String> queues,
        String topic,
        int connections,
        int concurrency,
        int visibility,
        boolean slow,
        boolean withDefaults,
        int firstCell,
        int http) {
    /** More options for the contenders' Java, such as those of a profiler. */
    private static final String JAVA_OPTIONS = System.getProperty("bench.java", "");

    static Setup withDefaults(String queue) {
        return new Setup(List.of(queue), null, 1, 1, 30, false, true, -1, 0);
    }

    static Setup of(List<String> queues, int connections, int concurrency) {
        return new Setup(queues, null, connections, concurrency, 30, false, false, -1, 0);
    }

    Setup publishing(String arn) {
        return new Setup(queues, arn, connections, concurrency, visibility, slow, withDefaults, firstCell, http);
    }

    Setup slowHandlers() {
        return new Setup(queues, topic, connections, concurrency, visibility, true, withDefaults, firstCell, http);
    }

    Setup hiddenFor(int seconds) {
        return new Setup(queues, topic, connections, concurrency, seconds, slow, withDefaults, firstCell, http);
    }

    Setup beginning(int cell) {
        return new Setup(queues, topic, connections, concurrency, visibility, slow, withDefaults, cell, http);
    }

    /** This setup with events that come over HTTP at this port. */
    Setup over(int port) {
        return new Setup(queues, topic, connections, concurrency, visibility, slow, withDefaults, firstCell, port);
    }

    /** The properties that every contender's process gets. */
    List<String> options(String endpoint, int harness) {
        List<String> options = new ArrayList<>(List.of(
                "-Dbench.endpoint=" + endpoint,
                "-Dbench.harness=" + harness,
                "-Dbench.queues=" + String.join(",", queues),
                "-Dbench.connections=" + connections,
                "-Dbench.concurrency=" + concurrency,
                "-Dbench.visibility=" + visibility,
                "-Dbench.slow=" + slow,
                "-Dbench.with-defaults=" + withDefaults));
        if (topic != null) {
            options.add("-Dbench.topic=" + topic);
        }
        if (firstCell >= 0) {
            options.add("-Dbench.cell=" + firstCell);
            options.add("-Dbench.messages=1");
        }
        if (!JAVA_OPTIONS.isEmpty()) {
            options.addAll(List.of(JAVA_OPTIONS.split(" ")));
        }
        return options;
    }

    /** The setup as properties for Caravan, as a user writes them: one line for each parameter that differs from its default. */
    String properties(boolean ledger) {
        StringBuilder lines = new StringBuilder("camel.beans.bench = #class:bench.caravan.CaravanContender\n");
        for (String queue : queues) {
            String route = "camel.route-template[" + queue.replace('.', '-') + "].";
            lines.append(route)
                    .append("template-id = ")
                    .append(queue.endsWith(".fifo") ? "fifo-consumer\n" : "polling-consumer\n");
            lines.append(route).append("queue = ").append(queue).append('\n');
            lines.append(route).append("handler = bean:bench?method=handle\n");
            if (!withDefaults) {
                lines.append(route).append("concurrency = ").append(concurrency).append('\n');
                // Acknowledgements have the same number of connections of their own.
                lines.append(route).append("maxPollers = ").append(Math.max(1, connections / 2)).append('\n');
                lines.append(route).append("visibilityTimeout = ").append(visibility).append("s\n");
            }
            lines.append(route).append("idempotent = ").append(ledger).append('\n');
        }
        if (topic != null) {
            String route = "camel.route-template[publisher].";
            lines.append(route).append("template-id = publish\n");
            lines.append(route).append("from = ").append(http == 0 ? "direct:publish" : "platform-http:/events").append('\n');
            lines.append(route).append("topic = ").append(topic).append('\n');
            lines.append(route).append("recorded = ").append(ledger).append('\n');
        }
        return lines.append("ledger.create = ").append(ledger).append('\n').toString();
    }
}
