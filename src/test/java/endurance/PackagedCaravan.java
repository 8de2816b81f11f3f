package endurance;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import local.ProxiedCloud;

/** The packaged application in a process of its own, which is started again whenever it ends. */
final class PackagedCaravan implements AutoCloseable {
    private static final AtomicInteger INSTANCES = new AtomicInteger();

    private final Map<String, String> environment;
    private final URI handlers;
    private final File log;
    private final Consumer<Life> lives;
    private final int port;
    private final Thread atExit = new Thread(this::close);
    private volatile int instance;
    private Process process;

    /**
     * @param properties the name of the application's properties among this class's resources
     * @param lives gets each process that has ended
     */
    PackagedCaravan(ProxiedCloud cloud, String properties, URI handlers, Path log, Consumer<Life> lives)
            throws IOException {
        environment = Map.of(
                "JAVA_HOME",
                System.getProperty("java.home"),
                "JAVA_OPTS",
                "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
                "AWS_ENDPOINT_URL_SQS",
                cloud.sqs().endpoint().toString(),
                "AWS_ENDPOINT_URL_SNS",
                cloud.sns().endpoint().toString(),
                "AWS_ENDPOINT_URL_DYNAMODB",
                cloud.dynamoDb().endpoint().toString(),
                "AWS_REGION",
                "us-east-1",
                "AWS_ACCESS_KEY_ID",
                "local",
                "AWS_SECRET_ACCESS_KEY",
                "local",
                "CAMEL_MAIN_PROPERTY_PLACEHOLDER_LOCATION",
                "file:" + Path.of(resource(properties)));
        this.handlers = handlers;
        this.log = log.toFile();
        this.lives = lives;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** The address to which events are posted. */
    URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** The number of the last process that was started. */
    int instance() {
        return instance;
    }

    synchronized void start() {
        if (process != null) {
            return;
        }
        instance = INSTANCES.incrementAndGet();
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        packaged().toString(),
                        "-Dhandlers=" + handlers,
                        "-Dinstance=" + instance,
                        "-Dport=" + port,
                        "-Dvisibility=" + EndurancePlan.VISIBILITY.toSeconds() + "s",
                        "-Dbackoff=" + EndurancePlan.LONGEST_BACKOFF.toSeconds() + "s",
                        "-Dstop=" + EndurancePlan.STOP.toSeconds()))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log));
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends SIGKILL. */
    void kill() {
        end(Life.Death.KILLED, Process::destroyForcibly);
    }

    /** Sends SIGTERM and waits. A process that takes longer than a minute is killed. */
    void stop() {
        end(Life.Death.STOPPED, Process::destroy);
    }

    @Override
    public synchronized void close() {
        if (process != null) {
            process.destroyForcibly();
            process = null;
        }
    }

    private synchronized void end(Life.Death end, Consumer<Process> signal) {
        if (process == null) {
            return;
        }
        boolean alive = process.isAlive();
        Instant told = Instant.now();
        signal.accept(process);
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        lives.accept(new Life(instance, alive ? end : Life.Death.DIED, told, Instant.now(), process.exitValue()));
        process = null;
    }

    /** The packaged script, whose process becomes the JVM. */
    private static Path packaged() {
        return Path.of(System.getProperty("caravan.jar", "target/caravan/caravan.jar"))
                .resolveSibling("caravan")
                .toAbsolutePath();
    }

    private static URI resource(String properties) {
        return URI.create(
                PackagedCaravan.class.getResource("/endurance/" + properties).toString());
    }
}
