package console;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A window of a browser with one page, which watches what no page of the console may do: write to the browser's log, fail,
 * break the content security policy, or ask another host.
 *
 * <p>Without an application behind it, the window serves the pages' files itself, and canned answers.
 */
final class Window {
    /** Where the pages are, if no application is behind the window. */
    static final URI NOWHERE = URI.create("http://127.0.0.1:1");

    private static final Path FILES = Path.of("src/main/resources/console");
    private static final Path VENDOR = Path.of("target/classes/console/vendor");
    private static final String CONSOLE = "/caravan/console";
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                    + " require-trusted-types-for 'script'; trusted-types lit-html";

    /** The builder would send axe and all its results back and forth each time. */
    private static final String AXE = text(AxeBuilder.class, "/axe.min.js");

    private static final String FIND = "axe.run({resultTypes: ['violations']}).then(found => found.violations.flatMap("
            + "rule => rule.nodes.map(node => `${rule.id}: ${node.html} ${node.failureSummary}`)))";

    /** An answer of the application. */
    record Canned(int status, String body, Map<String, String> headers) {
        static Canned json(String body) {
            return new Canned(200, body, Map.of());
        }

        static Canned problem(int status, String detail) {
            return new Canned(status, "{\"title\": \"A problem\", \"detail\": \"" + detail + "\"}", Map.of());
        }

        Canned with(String header, String value) {
            return new Canned(status, body, Map.of(header, value));
        }
    }

    private final BrowserContext context;
    private final Page page;
    private final List<String> offences = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private final Map<String, String> posted = new LinkedHashMap<>();
    private final Map<String, Canned> answers = new TreeMap<>();
    private URI application = NOWHERE;

    Window(Browser chromium) {
        context = chromium.newContext();
        page = context.newPage();
        page.onConsoleMessage(message -> {
            // The browser logs each answer of 400 and more by itself.
            if (!message.text().startsWith("Failed to load resource: ")) {
                offences.add("console: " + message.text());
            }
        });
        page.onPageError(error -> offences.add("error: " + error));
        context.onRequest(this::watch);
    }

    private void watch(Request request) {
        URI to = URI.create(request.url().replaceAll("[^!-~]|[|\"{}^`<>]", "_"));
        if ("http".equals(to.getScheme()) || "https".equals(to.getScheme())) {
            requests.add(request.method() + " " + to.getRawPath()
                    + (to.getRawQuery() == null ? "" : "?" + to.getRawQuery()));
            if (!to.getAuthority().equals(application.getAuthority())) {
                offences.add("another host: " + request.url());
            }
        }
    }

    /** Shows the pages of an application instead of canned answers. */
    Window of(URI of) {
        application = of;
        return this;
    }

    /** The application answers as shop.json and others say, in {@code src/test/resources/console}. */
    Window canned() {
        page.route("**/caravan/**", this::serve);
        Map.ofEntries(
                        Map.entry("me", "me"),
                        Map.entry("topology", "topology"),
                        Map.entry("now", "now"),
                        Map.entry("routes/bill", "route"),
                        Map.entry("deliveries", "deliveries"),
                        Map.entry("dead-letters", "queues"),
                        Map.entry("dead-letters/billing", "failures"),
                        Map.entry("dead-letters/billing/letters", "letters"),
                        Map.entry("dead-letters/order-history.fifo/letters", "groups"),
                        Map.entry("dead-letters/billing/letters/m-1", "letter"),
                        Map.entry("dead-letters/billing/audit", "audit"),
                        Map.entry("tasks", "tasks"),
                        Map.entry("audit", "audit"),
                        Map.entry("doctor", "doctor"),
                        Map.entry("cost", "cost"),
                        Map.entry("plan", "plan"),
                        Map.entry("events", "event"))
                .forEach((path, file) -> answers(path, Canned.json(resource(file))));
        return this;
    }

    /** @param path below {@code /caravan/} */
    Window answers(String path, Canned answer) {
        answers.put(path, answer);
        return this;
    }

    private void serve(Route route) {
        URI asked = URI.create(route.request().url().replace(" ", "%20"));
        String path = asked.getPath();
        if (path.startsWith(CONSOLE)) {
            file(route, path.substring(CONSOLE.length()));
            return;
        }
        String name = path.substring("/caravan/".length());
        if (route.request().postData() != null) {
            posted.put(name, route.request().postData());
        }
        Canned answer = answers.getOrDefault(name, Canned.problem(404, "nothing is canned for " + name));
        if (answer.status() == 0) {
            route.abort();
            return;
        }
        Map<String, String> headers = new TreeMap<>(answer.headers());
        headers.put("Content-Type", answer.status() < 400 ? "application/json" : "application/problem+json");
        route.fulfill(new Route.FulfillOptions()
                .setStatus(answer.status())
                .setHeaders(headers)
                .setBody(answer.body()));
    }

    private static void file(Route route, String path) {
        boolean isVendor = path.startsWith("/vendor/");
        Path file = isVendor
                ? VENDOR.resolve(path.substring("/vendor/".length()))
                : FILES.resolve(path.replaceFirst("^/", ""));
        Path sent = Files.isRegularFile(file) ? file : FILES.resolve("index.html");
        String type = sent.toString().endsWith(".js")
                ? "text/javascript"
                : sent.toString().endsWith(".css") ? "text/css" : "text/html";
        route.fulfill(new Route.FulfillOptions()
                .setHeaders(Map.of("Content-Type", type + "; charset=utf-8", "Content-Security-Policy", POLICY))
                .setBody(read(sent)));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String resource(String name) {
        return text(Window.class, name + ".json");
    }

    private static String text(Class<?> beside, String name) {
        try (InputStream file = beside.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param address below the console's */
    Window open(String address) {
        page.navigate(application + CONSOLE + "/" + address);
        return this;
    }

    Page page() {
        return page;
    }

    Locator heading() {
        return page.locator("h1");
    }

    /** The sentence with which a page begins. */
    Locator sentence() {
        return page.locator("main .sentence").first();
    }

    Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    Locator dialog() {
        return page.locator("dialog[open]");
    }

    /** What was asked so far: method and path. */
    List<String> requests() {
        return requests;
    }

    /** The body that was posted last to a path below {@code /caravan/}. */
    String posted(String path) {
        return posted.get(path);
    }

    /** Fails if the page, as it is now, has barriers in light or dark, wide or narrow. */
    void expectNoBarriers(String what) {
        List<String> barriers = new ArrayList<>();
        page.evaluate(AXE);
        for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(theme));
            for (int width : List.of(1280, 320)) {
                page.setViewportSize(width, 800);
                for (Object barrier : (List<?>) page.evaluate(FIND)) {
                    barriers.add("%s, %s, %d: %s".formatted(what, theme, width, barrier));
                }
                Object wide = page.evaluate("document.documentElement.scrollWidth");
                if (((Number) wide).intValue() > width) {
                    barriers.add("%s, %d: scrolls sideways, %s wide".formatted(what, width, wide));
                }
            }
        }
        assertThat(barriers).isEmpty();
    }

    /** Runs on the page before it has begun. */
    Window before(Consumer<Page> what) {
        what.accept(page);
        return this;
    }

    /** The page ends first: the driver does not bear a request of it while the window closes. */
    void close() {
        page.navigate("about:blank");
        context.close();
    }

    void expectNoOffence() {
        assertThat(offences).as("what no page may do").isEmpty();
    }
}
