package console;

import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test a {@link Window} of the machine's Chromium, which all tests of a process share.
 *
 * <p>Each test has a window of its own. If a {@code @BeforeAll} method takes a window, all tests of its class share it.
 * Each test finds it as good as new, and a shared window saves time.
 *
 * <p>Without Chromium or Node such tests are skipped, with one line that names what is missing. With {@code
 * -Dbrowser=required}, or the same in the environment, they fail instead.
 */
public final class Browser implements ExecutionCondition, ParameterResolver, AfterEachCallback, AfterAllCallback {
    private static final Namespace HERE = Namespace.create(Browser.class);
    private static final int OLDEST_NODE = 20;
    private static final double PATIENCE_MILLIS = 60_000;
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    /** Chromium and the driver that controls it. */
    private record Chromium(Playwright driver, com.microsoft.playwright.Browser chromium) implements AutoCloseable {
        static Chromium start() {
            System.setProperty("playwright.nodejs.path", node().orElseThrow().toString());
            // As long as Awaitility waits in other tests, because a machine may be busy.
            PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
            Playwright driver = Playwright.create(
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            return new Chromium(
                    driver,
                    driver.chromium()
                            .launch(new LaunchOptions()
                                    .setExecutablePath(chromiumOfTheMachine().orElseThrow())
                                    .setArgs(FLAGS)));
        }

        @Override
        public void close() {
            chromium.close();
            driver.close();
        }
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        List<String> missing = new ArrayList<>();
        if (node().isEmpty()) {
            missing.add("node " + OLDEST_NODE + " or newer");
        }
        if (chromiumOfTheMachine().isEmpty()) {
            missing.add("chromium");
        }
        if (missing.isEmpty() || isRequired()) {
            return ConditionEvaluationResult.enabled("a browser is there, or required");
        }
        String reason = "Browser tests are skipped: the PATH has no " + String.join(" and no ", missing);
        if (context.getTestMethod().isEmpty()) {
            System.err.println(reason);
        }
        return ConditionEvaluationResult.disabled(reason);
    }

    private static boolean isRequired() {
        return "required".equals(System.getProperty("browser", System.getenv("BROWSER")));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().equals(Window.class);
    }

    @Override
    public Window resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(HERE)
                .getOrComputeIfAbsent(
                        Window.class,
                        one -> new Window(context.getRoot()
                                .getStore(HERE)
                                .getOrComputeIfAbsent(Chromium.class, shared -> Chromium.start(), Chromium.class)
                                .chromium()),
                        Window.class);
    }

    /** Also fails a test if its window has recorded an offence. */
    @Override
    public void afterEach(ExtensionContext context) {
        Window own = context.getStore(HERE).remove(Window.class, Window.class);
        Window window = own == null ? context.getStore(HERE).get(Window.class, Window.class) : own;
        if (window == null) {
            return;
        }
        window.leave();
        try {
            if (context.getExecutionException().isEmpty()) {
                window.expectNoOffence();
            }
        } finally {
            if (own == null) {
                window.renew();
            } else {
                own.close();
            }
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Window ofClass = context.getStore(HERE).remove(Window.class, Window.class);
        if (ofClass != null) {
            ofClass.close();
        }
    }

    private static Optional<Path> chromiumOfTheMachine() {
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> onPath(name).stream())
                .findFirst();
    }

    private static Optional<Path> node() {
        return onPath("node").filter(node -> version(node) >= OLDEST_NODE);
    }

    private static int version(Path node) {
        try {
            Process asked = new ProcessBuilder(node.toString(), "--version").start();
            String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return Integer.parseInt(answer.replaceFirst("^v(\\d+)[\\s\\S]*", "$1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> onPath(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
