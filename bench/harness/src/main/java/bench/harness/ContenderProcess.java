package bench.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A contender in a process of its own, and the connection to it. */
final class ContenderProcess implements AutoCloseable {
    private static int number;

    private final Kind kind;
    private final ServerSocket server;
    private final long startedAt;
    private final Process process;
    private final Path log;
    private Socket socket;
    private BufferedReader in;
    private PrintWriter out;

    ContenderProcess(Kind kind, Door door, Setup setup) throws IOException {
        this.kind = kind;
        String name = kind.name().toLowerCase(java.util.Locale.ROOT) + "-" + number++;
        log = Folders.RUN.resolve(name + ".log");
        Files.createDirectories(Folders.RUN);
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        server.setSoTimeout((int) TimeUnit.MINUTES.toMillis(1));
        String endpoint = door.endpoint().toString();
        List<String> options = new ArrayList<>(setup.options(endpoint, server.getLocalPort()));
        Map<String, String> environment = new java.util.HashMap<>(Map.of(
                "AWS_REGION", "us-east-1", "AWS_ACCESS_KEY_ID", "local", "AWS_SECRET_ACCESS_KEY", "local"));
        if (kind.isCaravan()) {
            Path properties = Folders.RUN.resolve(name + ".properties");
            Files.writeString(properties, setup.properties(kind == Kind.LEDGER));
            environment.put("AWS_ENDPOINT_URL", endpoint);
            environment.put("CAMEL_MAIN_PROPERTY_PLACEHOLDER_LOCATION", "file:" + properties);
            options.addAll(Folders.caravanOptions());
            options.addAll(List.of("-Dlisten.http=" + setup.http(), "-Dlisten.management=0"));
        }
        startedAt = System.nanoTime();
        process = Java.start(
                kind.classPath(), kind.main, options, environment, log, Redirect.appendTo(log.toFile()));
    }

    Kind kind() {
        return kind;
    }

    /** {@link System#nanoTime()} at the start of the process. */
    long startedAt() {
        return startedAt;
    }

    synchronized String ask(String command) {
        try {
            if (socket == null) {
                connect();
            }
            out.println(command);
            String answer = in.readLine();
            if (answer == null) {
                throw new IOException(kind.title + " has ended, see " + log);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void connect() throws IOException {
        try {
            socket = server.accept();
        } catch (SocketTimeoutException e) {
            throw new IOException(kind.title + " does not come up, see " + log, e);
        }
        socket.setTcpNoDelay(true);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        out = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8);
        in.readLine();
    }

    void cell(int id, int messages) {
        ask("cell " + id + " " + messages);
    }

    Report report() {
        return new Report(ask("report"));
    }

    double cpu() {
        return Usage.cpu(process.pid());
    }

    double memory() {
        return Usage.memory(process.pid());
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
            if (socket != null) {
                socket.close();
            }
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
