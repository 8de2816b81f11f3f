package console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A window of a browser with one page. It records what no page of the console may do: write to the browser's log, fail,
 * break the content security policy, or call another host.
 *
 * <p>Without an application behind it, the window serves the pages' files itself, and canned answers.
 */
public final class Window {
    private static final String CONSOLE = "/caravan/console";

    /** The rules whose result may depend on the theme. */
    private static final String OF_COLOURS = "['color-contrast', 'link-in-text-block']";

    /**
     * The rules whose result may depend on the theme or the width. No style hides anything by width, as
     * {@link BudgetTest} checks.
     */
    private static final String OF_COLOURS_AND_PLACES =
            "['color-contrast', 'link-in-text-block', 'target-size', 'scrollable-region-focusable']";

    /** All rules of axe, including the rule that axe applies only on request, for WCAG 2.2. */
    private static final String ALL = "undefined, {'target-size': {enabled: true}}";

    /** Runs axe in the page. Playwright's builder would transfer axe and all its results each time. */
    private static final String FIND = """
            import('%s').then(() => {
              const [runOnly, rules] = [%s];
              return axe.run({resultTypes: ['violations'], preload: false, ...(runOnly && {runOnly}), ...(rules && {rules})});
            }).then(found => ({
              barriers: found.violations.flatMap(
                  rule => rule.nodes.map(node => `${rule.id}: ${node.html} ${node.failureSummary}`)),
              wide: document.documentElement.scrollWidth
            }))""";

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
    private final CannedApplication canned = new CannedApplication();
    private URI application = canned.address();

    Window(Browser chromium) {
        context = chromium.newContext();
        page = context.newPage();
        page.onConsoleMessage(message -> {
            // The browser itself logs each answer with a status of 400 or more.
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
    public Window of(URI of) {
        application = of;
        return this;
    }

    /** Sets the canned answers of the files in {@code src/test/resources/console}. */
    Window canned() {
        Map.ofEntries(
                        Map.entry("me", "me"),
                        Map.entry("topology", "topology"),
                        Map.entry("now", "now"),
                        Map.entry("routes/bill", "route"),
                        Map.entry("deliveries", "deliveries"),
                        Map.entry("dead-letters", "queues"),
                        Map.entry("dead-letters/billing", "failures"),
                        Map.entry("dead-letters/billing/letters", "letters"),
                        Map.entry("dead-letters/order-history.fifo/groups", "groups"),
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

    /** Sets the canned answers of an application that has inboxes. */
    Window cannedInboxes() {
        canned();
        Map.of("topology", "topology-inbox", "now", "now-inbox", "routes/phones", "route-inbox", "inboxes", "clients")
                .forEach((path, file) -> answers(path, Canned.json(resource(file))));
        return this;
    }

    /** @param path below {@code /caravan/} */
    Window answers(String path, Canned answer) {
        canned.answers(path, answer);
        return this;
    }

    /** The address of the application. */
    URI application() {
        return application;
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

    public Page page() {
        return page;
    }

    Locator heading() {
        return page.locator("h1");
    }

    /** The first sentence of the page. */
    Locator sentence() {
        return page.locator("main .sentence").first();
    }

    Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    Locator dialog() {
        return page.locator("dialog[open]");
    }

    /** The requests so far, as method and path. */
    List<String> requests() {
        return requests;
    }

    /** The body that was posted last to a path below {@code /caravan/}. */
    String posted(String path) {
        return canned.posted(path);
    }

    /**
     * Fails if the page, as it is now, has barriers in any theme or width. All rules are applied once, rules about
     * places also in the other width, and rules about colours in all four combinations.
     */
    void expectNoBarriers(String what) {
        List<String> barriers = new ArrayList<>();
        page.setViewportSize(320, 800);
        barriers.addAll(barriers(what, 320, ColorScheme.LIGHT, ALL));
        barriers.addAll(barriers(what, 320, ColorScheme.DARK, OF_COLOURS));
        page.setViewportSize(1280, 800);
        barriers.addAll(barriers(what, 1280, ColorScheme.DARK, OF_COLOURS));
        barriers.addAll(barriers(what, 1280, ColorScheme.LIGHT, OF_COLOURS_AND_PLACES));
        assertThat(barriers).isEmpty();
    }

    private List<String> barriers(String what, int width, ColorScheme theme, String rules) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(theme));
        Map<?, ?> found = (Map<?, ?>) page.evaluate(FIND.formatted(CannedApplication.AXE, rules));
        List<String> barriers = new ArrayList<>();
        for (Object barrier : (List<?>) found.get("barriers")) {
            barriers.add("%s, %s, %d: %s".formatted(what, theme, width, barrier));
        }
        int wide = ((Number) found.get("wide")).intValue();
        if (wide > width) {
            barriers.add("%s, %d: scrolls sideways, %d wide".formatted(what, width, wide));
        }
        return barriers;
    }

    /** Does something with the page before the test navigates. */
    Window before(Consumer<Page> what) {
        what.accept(page);
        return this;
    }

    /** Leaves the page, because the driver fails if the page makes a request while the window closes. */
    void leave() {
        page.evaluate("localStorage.clear()");
        page.navigate("about:blank");
    }

    /** Makes the window as good as new, except for the files in the browser's cache. */
    void renew() {
        offences.clear();
        requests.clear();
        canned.forget();
    }

    void close() {
        context.close();
        canned.close();
    }

    void expectNoOffence() {
        assertThat(offences).as("what no page may do").isEmpty();
    }
}
