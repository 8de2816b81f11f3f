package console;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import console.Window.Canned;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves the pages' files, and canned answers, to a window without an application. It is a real server outside the
 * browser. The browser therefore loads and caches the pages as it does elsewhere.
 */
final class CannedApplication implements AutoCloseable {
    private static final Path FILES = Path.of("src/main/resources/console");
    private static final Path VENDOR = Path.of("target/classes/console/vendor");
    private static final String CONSOLE = "/caravan/console";
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                    + " require-trusted-types-for 'script'; trusted-types lit-html";

    /** The address of axe. The browser keeps a script from a server compiled. */
    static final String AXE = "/axe.min.js";

    private static final byte[] AXE_ITSELF = axe();

    private static final Map<String, byte[]> READ = new ConcurrentHashMap<>();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Canned> answers = new ConcurrentHashMap<>();
    private final Map<String, String> posted = new ConcurrentHashMap<>();
    private final HttpServer server;

    CannedApplication() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/caravan/", this::answer);
        server.createContext(CONSOLE, CannedApplication::file);
        server.createContext(AXE, exchange -> sendForLong(exchange, "text/javascript", AXE_ITSELF));
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** @param path below {@code /caravan/} */
    void answers(String path, Canned answer) {
        answers.put(path, answer);
    }

    /** Forgets all answers and all posted bodies. */
    void forget() {
        answers.clear();
        posted.clear();
    }

    /** The body that was posted last to a path below {@code /caravan/}; {@code null} if none was. */
    String posted(String path) {
        return posted.get(path);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String name = exchange.getRequestURI().getPath().substring("/caravan/".length());
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (body.length > 0) {
            posted.put(name, new String(body, StandardCharsets.UTF_8));
        }
        Canned answer = answers.getOrDefault(name, Canned.problem(404, "nothing is canned for " + name));
        if (answer.status() == 0) {
            exchange.close(); // like a server that dies
            return;
        }
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        send(
                exchange,
                answer.status(),
                answer.status() < 400 ? "application/json" : "application/problem+json",
                answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private static void file(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring(CONSOLE.length());
        exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
        String type = path.endsWith(".js") ? "text/javascript" : path.endsWith(".css") ? "text/css" : "text/html";
        sendForLong(exchange, type, READ.computeIfAbsent(path, CannedApplication::read));
    }

    private static byte[] axe() {
        try (InputStream file = AxeBuilder.class.getResourceAsStream(AXE)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(String path) {
        boolean isVendor = path.startsWith("/vendor/");
        Path file = isVendor
                ? VENDOR.resolve(path.substring("/vendor/".length()))
                : FILES.resolve(path.replaceFirst("^/", ""));
        try {
            return Files.readAllBytes(Files.isRegularFile(file) ? file : FILES.resolve("index.html"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void sendForLong(HttpExchange exchange, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Cache-Control", "max-age=3600");
        send(exchange, 200, type + "; charset=utf-8", body);
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
