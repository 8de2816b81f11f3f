package bench.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The broker in its own process. */
final class BrokerProcess implements AutoCloseable {
    private final Process process;
    private final String[] ready;

    BrokerProcess() throws IOException {
        process = Java.start(
                Folders.module("broker"),
                "bench.broker.Broker",
                List.of("-Xmx2g"),
                Map.of(),
                Folders.RUN.resolve("broker.log"),
                Redirect.PIPE);
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        while (line != null && !line.startsWith("READY")) {
            line = out.readLine();
        }
        if (line == null) {
            throw new IOException("the broker did not start, see " + Folders.RUN.resolve("broker.log"));
        }
        ready = line.split(" ");
        Thread drain = new Thread(() -> out.lines().forEach(ignored -> {}));
        drain.setDaemon(true);
        drain.start();
    }

    URI sqs() {
        return URI.create(ready[1]);
    }

    URI sns() {
        return URI.create(ready[2]);
    }

    URI dynamoDb() {
        return URI.create(ready[3]);
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
