package console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import testing.Backbone;

/** An operator at night, with a browser and an application. */
@ExtendWith(Browser.class)
class ConsoleTest {
    private static final String ROUTES = """
            application.name = shop
            camel.route-template[place].template-id      = publish
            camel.route-template[place].from             = direct:place
            camel.route-template[place].topic            = orders
            camel.route-template[place].type             = OrderPlaced
            camel.route-template[to-billing].template-id = fan-out
            camel.route-template[to-billing].topic       = orders
            camel.route-template[to-billing].queue       = billing
            camel.route-template[to-shipping].template-id= fan-out
            camel.route-template[to-shipping].topic      = orders
            camel.route-template[to-shipping].queue      = shipping
            camel.route-template[to-shipping].types      = OrderPaid
            camel.route-template[billing].template-id    = polling-consumer
            camel.route-template[billing].queue          = billing
            camel.route-template[billing].handler        = direct:charge
            camel.route-template[billing].maxAttempts    = 1
            camel.route-template[shipping].template-id   = polling-consumer
            camel.route-template[shipping].queue         = shipping
            camel.route-template[shipping].handler       = direct:charge
            """;

    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private Backbone backbone;

    @BeforeEach
    void start() {
        backbone = Backbone.of(ROUTES)
                .routes(handler())
                .property("dead-letters.token", "all-of-it")
                .property("console.look.token", "only-look")
                .property("console.act.token", "may-act")
                .property("console.environment", "production")
                .start();
    }

    @AfterEach
    void stop() {
        backbone.close();
    }

    @Test
    void dead_letters_are_found_tried_and_sent_back_by_keyboard_alone(Window window) {
        die("o-1", "o-2", "<img src=x onerror=alert(1)>");
        signIn(window, "may-act", "topology");
        Page page = window.page();
        assertThat(window.sentence()).containsText("billing has 3 dead letters");
        failing.clear();

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
        await().untilAsserted(() -> assertThat(handled).hasSize(3));
        page.keyboard().press("Escape");
        assertThat(window.sentence()).containsText("No dead letters");
        page.keyboard().press("g");
        page.keyboard().press("a");
        assertThat(page.locator("tbody tr").first()).containsText("redrive");
        assertThat(page.locator("tbody tr").first()).containsText("ana (act)");
    }

    @Test
    void a_paused_consumer_takes_no_messages_until_it_is_resumed(Window window) {
        signIn(window, "may-act", "queues/billing");
        window.button("Pause …").click();
        window.page().getByLabel("Reason").fill("the till is closed");
        window.dialog()
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Pause"))
                .click();
        assertThat(window.dialog()).containsText("billing is paused.");
        window.page().keyboard().press("Escape");

        publish("o-1");
        assertThat(window.sentence()).containsText("by ana");
        assertThat(handled).isEmpty();

        window.button("Resume …").click();
        window.dialog()
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Resume"))
                .click();
        await().untilAsserted(() -> assertThat(handled).containsExactly("o-1"));
    }

    @Test
    void an_event_says_who_handled_it_and_whom_a_filter_kept_it_from(Window window) {
        publish("o-1");
        await().untilAsserted(() -> assertThat(handled).containsExactly("o-1"));

        signIn(window, "only-look", "events/o-1");

        assertThat(window.sentence()).containsText("handled it");
        assertThat(window.page().locator("tr", new Page.LocatorOptions().setHasText("billing")))
                .containsText("done");
    }

    @Test
    void who_may_only_look_sees_no_body_and_is_told_what_he_needs(Window window) {
        die("o-1");
        signIn(window, "only-look", "dead-letters/billing/letters");
        window.page()
                .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("o-1"))
                .click();

        assertThat(window.page().locator("main")).containsText("Needs the right read; you have look");
        assertThat(window.page().locator("pre")).hasText("•••");
        assertThat(window.button("Send back …")).hasAttribute("aria-disabled", "true");
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

    private RouteBuilder handler() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:charge").errorHandler(noErrorHandler()).process(exchange -> {
                    String body = exchange.getMessage().getBody(String.class);
                    if (failing.contains(body)) {
                        throw new IllegalStateException("<img src=x onerror=alert(1)> the till is closed");
                    }
                    handled.add(body);
                });
            }
        };
    }

    private void publish(String event) {
        backbone.context()
                .createFluentProducerTemplate()
                .to("direct:place")
                .withHeader("ce-id", event)
                .withBody(event)
                .request();
    }

    /** Publishes events that no handler can handle. */
    private void die(String... events) {
        failing.addAll(List.of(events));
        for (String event : events) {
            publish(event);
        }
        await().untilAsserted(() -> assertThat(deadLetters()).isEqualTo(events.length));
    }

    private int deadLetters() {
        String url = backbone.aws()
                .sqs()
                .getQueueUrl(request -> request.queueName("billing-dead-letters"))
                .queueUrl();
        Map<QueueAttributeName, String> attributes = backbone.aws()
                .sqs()
                .getQueueAttributes(request ->
                        request.queueUrl(url).attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .attributes();
        return Integer.parseInt(attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
    }
}
