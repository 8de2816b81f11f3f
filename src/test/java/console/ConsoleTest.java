package console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import failure.Cause;
import failure.LetterCause;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import testing.Backbone;

/** An operator at night, with a browser and an application. */
@ExtendWith(Browser.class)
class ConsoleTest {
    /** Each test has a queue of its own, so that all tests can share one application. */
    private static final String ROUTES = Stream.of("billing", "till", "vault", "bulk")
            .map(queue -> """
                    camel.route-template[place-%1$s].template-id = publish
                    camel.route-template[place-%1$s].from        = direct:%1$s
                    camel.route-template[place-%1$s].topic       = %1$s-orders
                    camel.route-template[place-%1$s].type        = OrderPlaced
                    camel.route-template[to-%1$s].template-id    = fan-out
                    camel.route-template[to-%1$s].topic          = %1$s-orders
                    camel.route-template[to-%1$s].queue          = %1$s
                    camel.route-template[%1$s].template-id       = polling-consumer
                    camel.route-template[%1$s].queue             = %1$s
                    camel.route-template[%1$s].handler           = direct:charge
                    camel.route-template[%1$s].maxAttempts       = 1
                    """.formatted(queue))
            .collect(Collectors.joining("", "application.name = shop\n", """
                    camel.route-template[to-shipping].template-id = fan-out
                    camel.route-template[to-shipping].topic       = till-orders
                    camel.route-template[to-shipping].queue       = shipping
                    camel.route-template[to-shipping].types       = OrderPaid
                    camel.route-template[shipping].template-id    = polling-consumer
                    camel.route-template[shipping].queue          = shipping
                    camel.route-template[shipping].handler        = direct:charge
                    """));

    /** The letters of a bad night take a minute on a busy machine. A fifth of them covers the same code. */
    private static final int LETTERS = "long".equals(System.getProperty("endurance")) ? 2_000 : 400;

    private static final Set<String> FAILING = ConcurrentHashMap.newKeySet();
    private static final List<String> HANDLED = new CopyOnWriteArrayList<>();
    private static Backbone backbone;

    @BeforeAll
    static void start() {
        backbone = Backbone.of(ROUTES)
                .routes(handler())
                .property("dead-letters.token", "all-of-it")
                .property("console.look.token", "only-look")
                .property("console.act.token", "may-act")
                .property("console.environment", "production")
                .start();
    }

    @AfterAll
    static void stop() {
        backbone.close();
    }

    @Test
    void dead_letters_are_found_and_sent_back_by_keyboard_alone(Window window) {
        die("billing", "o-1", "o-2", "<img src=x onerror=alert(1)>");
        signIn(window, "may-act", "topology");
        Page page = window.page();
        assertThat(window.sentence()).containsText("billing has 3 dead letters");
        FAILING.clear();

        page.keyboard().press("g");
        page.keyboard().press("d");
        page.getByRole(
                        AriaRole.LINK,
                        new Page.GetByRoleOptions().setName("billing").setExact(true))
                .press("Enter");
        assertThat(window.sentence()).containsText("3 letters of 1 failure");
        page.locator("tbody input[type=checkbox]").focus();
        page.keyboard().press("x");
        page.keyboard().press("r");
        assertThat(window.dialog().getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Send back 3")))
                .isFocused();
        page.keyboard().press("Enter");

        assertThat(window.dialog()).containsText("3 sent back");
        await().untilAsserted(() -> assertThat(HANDLED).contains("o-1", "o-2", "<img src=x onerror=alert(1)>"));
        page.keyboard().press("Escape");
        assertThat(window.sentence()).containsText("No dead letters");
        page.keyboard().press("g");
        page.keyboard().press("a");
        assertThat(page.locator("tbody tr").first()).containsText("redrive");
        assertThat(page.locator("tbody tr").first()).containsText("ana (act)");
    }

    @Test
    void a_paused_consumer_takes_no_messages_until_it_is_resumed(Window window) {
        signIn(window, "may-act", "queues/till");
        window.button("Pause …").click();
        window.page().getByLabel("Reason").fill("the till is closed");
        window.dialog()
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Pause"))
                .click();
        assertThat(window.dialog()).containsText("till is paused.");
        window.page().keyboard().press("Escape");

        publish("till", "o-3");
        assertThat(window.sentence()).containsText("by ana");
        assertThat(HANDLED).doesNotContain("o-3");

        window.button("Resume …").click();
        window.dialog()
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Resume"))
                .click();
        await().untilAsserted(() -> assertThat(HANDLED).contains("o-3"));
    }

    @Test
    void an_event_shows_which_subscribers_handled_it_and_which_were_filtered_out(Window window) {
        publish("till", "o-4");
        await().untilAsserted(() -> assertThat(HANDLED).contains("o-4"));

        signIn(window, "only-look", "events/o-4");

        assertThat(window.sentence())
                .containsText("1 of 2 subscribers handled it · shipping did not get it: the filter");
        assertThat(window.page().locator("tr", new Page.LocatorOptions().setHasText("└ till")))
                .containsText("done");
    }

    @Test
    void a_viewer_with_the_right_look_sees_no_body_and_the_name_of_the_missing_right(Window window) {
        die("vault", "o-5");
        signIn(window, "only-look", "dead-letters/vault/letters");
        window.page()
                .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("o-5"))
                .click();

        assertThat(window.page().locator("main")).containsText("Needs the right read; you have look");
        assertThat(window.page().locator("pre")).hasText("•••");
        assertThat(window.button("Send back …")).hasAttribute("aria-disabled", "true");
    }

    /** The letters have three failures, and the page is reloaded while they are sent back. */
    @Test
    void many_letters_are_sent_back_by_keyboard_alone_even_if_the_page_is_reloaded(Window window) {
        letters("bulk", LETTERS, 3);
        String all = String.format(Locale.ENGLISH, "%,d", LETTERS);
        Page page = window.page();
        Keyboard keys = page.keyboard();
        window.of(backbone.http()).open("cost");
        tabTo(page.getByLabel("Your name"));
        keys.type("ana");
        keys.press("Tab");
        keys.type("may-act");
        keys.press("Enter");
        assertThat(window.page().locator("header")).containsText("ana (act)");

        keys.press("g");
        keys.press("d");
        tabTo(page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName("bulk").setExact(true)));
        keys.press("Enter");
        assertThat(window.sentence()).containsText(all + " letters of 3 failures");
        for (int failure = 0; failure < 3; failure++) {
            Locator box = page.locator("tr[data-key=f" + failure + "] input");
            tabTo(box);
            keys.press(failure == 0 ? " " : "x");
            assertThat(box).isChecked();
        }
        keys.press("r");
        Locator send =
                window.dialog().getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Send back " + all));
        assertThat(send).isFocused();
        keys.press("Shift+Tab");
        keys.press("Shift+Tab");
        assertThat(page.getByLabel("At most letters a second")).isFocused();
        keys.type("300");
        keys.press("Enter");
        assertThat(window.dialog()).containsText("of " + all);

        page.reload();

        assertThat(page.locator("main .bar")).containsText("redrive bulk");
        assertThat(page.locator("main")).containsText("redrive bulk has ended");
        tabTo(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("outcome")));
        keys.press("Enter");
        assertThat(page.locator("tbody tr").first()).containsText(all + " sent back");
        assertThat(deadLetters("bulk")).isZero();
        await().untilAsserted(() -> assertThat(HANDLED.stream().filter(body -> body.startsWith("bulk-")))
                .hasSize(LETTERS)
                .doesNotHaveDuplicates());
    }

    /** Moves the focus to an element by the Tab key. */
    private static void tabTo(Locator there) {
        assertThat(there).isVisible();
        for (int pressed = 0; pressed < 100; pressed++) {
            if (Boolean.TRUE.equals(there.evaluate("one => one === document.activeElement"))) {
                return;
            }
            there.page().keyboard().press("Tab");
        }
        throw new AssertionError("Tab does not lead to " + there);
    }

    private void signIn(Window window, String token, String address) {
        window.of(backbone.http()).open(address);
        window.page().getByLabel("Your name").fill("ana");
        window.page()
                .getByLabel("Token", new Page.GetByLabelOptions().setExact(true))
                .fill(token);
        window.button("Sign in").click();
        assertThat(window.page().locator("header")).containsText("ana (");
    }

    private static RouteBuilder handler() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:charge").errorHandler(noErrorHandler()).process(exchange -> {
                    String body = exchange.getMessage().getBody(String.class);
                    if (FAILING.contains(body)) {
                        throw new IllegalStateException("<img src=x onerror=alert(1)> the till is closed");
                    }
                    HANDLED.add(body);
                });
            }
        };
    }

    private static void publish(String queue, String event) {
        backbone.context()
                .createFluentProducerTemplate()
                .to("direct:" + queue)
                .withHeader("ce-id", event)
                .withBody(event)
                .request();
    }

    /** Publishes events that no handler can handle. */
    private static void die(String queue, String... events) {
        FAILING.addAll(List.of(events));
        for (String event : events) {
            publish(queue, event);
        }
        await().untilAsserted(() -> assertThat(deadLetters(queue)).isEqualTo(events.length));
    }

    /** Makes dead letters like those of a consumer, without waiting for a handler to fail. */
    private static void letters(String queue, int number, int failures) {
        String url = deadLetterQueue(queue);
        for (int first = 0; first < number; first += 10) {
            List<SendMessageBatchRequestEntry> batch = IntStream.range(first, first + 10)
                    .mapToObj(one -> SendMessageBatchRequestEntry.builder()
                            .id("e" + one)
                            .messageBody(queue + "-" + one)
                            .messageAttributes(Map.of(
                                    "ce_id",
                                    text(queue + "-" + one),
                                    LetterCause.ATTRIBUTE,
                                    text(cause(queue, one % failures))))
                            .build())
                    .toList();
            assertThat(backbone.aws()
                            .sqs()
                            .sendMessageBatch(request -> request.queueUrl(url).entries(batch))
                            .failed())
                    .isEmpty();
        }
    }

    private static String cause(String queue, int failure) {
        return LetterCause.of(
                        new Cause("java.io.IOException", "failure " + failure, "f" + failure),
                        queue,
                        "arn:aws:sqs:us-east-1:000000000000:" + queue,
                        5,
                        "2026-11-23T11:53:12Z",
                        "2026-11-23T11:53:14Z")
                .toJson();
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private static String deadLetterQueue(String queue) {
        return backbone.aws()
                .sqs()
                .getQueueUrl(request -> request.queueName(queue + "-dead-letters"))
                .queueUrl();
    }

    private static int deadLetters(String queue) {
        String url = deadLetterQueue(queue);
        Map<QueueAttributeName, String> attributes = backbone.aws()
                .sqs()
                .getQueueAttributes(request ->
                        request.queueUrl(url).attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .attributes();
        return Integer.parseInt(attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
    }
}
