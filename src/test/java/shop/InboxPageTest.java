package shop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import console.Browser;
import console.Window;
import inbox.ConnectedClients;
import inbox.EveryClient;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import testing.Backbone;

/** The sample's page makes a person with a browser the client of an inbox. */
@ExtendWith(Browser.class)
class InboxPageTest {
    private static final String HOSTILE = "<img src=x onerror=alert(1)>";

    private static Backbone backbone;

    @BeforeAll
    static void start() {
        backbone = Backbone.of("""
                        camel.route-template[app].template-id = inbox
                        camel.route-template[app].inbox       = app
                        camel.route-template[app].backoff     = 100ms
                        sample.pages = true
                        """)
                .bind("every-client", new EveryClient())
                .before(aws -> aws.sqs().createQueue(r -> r.queueName("app-inbox-ana")))
                .start();
        await().until(() ->
                backbone.context().getRouteController().getRouteStatus("app").isStarted());
    }

    @AfterAll
    static void stop() {
        backbone.close();
    }

    @Test
    void an_event_is_shown_as_text_and_answered(Window window) {
        send("e-1", "\"" + HOSTILE + "\"");
        Page page = open(window);

        connect(page);

        assertThat(page.locator("li").first()).containsText("OrderPaid e-1");
        assertThat(page.locator("li").first()).containsText(HOSTILE);
        assertThat(page.locator("li").first()).containsText("received");
        assertThat(page.locator("li img")).hasCount(0);
        await().untilAsserted(() -> assertThat(state("e-1")).isEqualTo("DONE"));
        leave(page);
    }

    @Test
    void a_person_may_acknowledge_an_event(Window window) {
        send("e-2", "{\"order\":2}");
        Page page = open(window);
        page.getByLabel("answers").uncheck();
        connect(page);

        button(page, "failed").click();
        await().untilAsserted(() -> assertThat(state("e-2")).isIn("FAILED", "IN_PROGRESS"));
        assertThat(page.locator("li")).hasCount(2);
        button(page, "received").click();

        await().untilAsserted(() -> assertThat(state("e-2")).isEqualTo("DONE"));
        leave(page);
    }

    @Test
    void a_narrow_screen_shows_the_whole_page(Window window) {
        send("e-3", "\"" + "x".repeat(200) + "\"");
        Page page = open(window);
        page.setViewportSize(320, 640);
        connect(page);
        assertThat(page.locator("li").first()).containsText("e-3");

        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(320);
        assertThat((boolean) page.locator("pre").evaluate("pre => pre.scrollWidth <= pre.clientWidth"))
                .isTrue();
        leave(page);
    }

    @Test
    void the_page_of_a_client_without_a_queue_shows_why_it_is_not_connected(Window window) {
        Page page = open(window);
        page.getByLabel("Client").fill("nobody");

        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Connect"))
                .click();

        assertThat(page.getByRole(AriaRole.STATUS)).containsText("Not connected: no such inbox.");
    }

    private static Page open(Window window) {
        Page page = window.of(backbone.http()).page();
        page.navigate(backbone.http() + "/sample/inbox.html");
        return page;
    }

    private static void connect(Page page) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Connect"))
                .click();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("Connected as ana.");
    }

    private static Locator button(Page page, String name) {
        return page.locator("li").first().getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name));
    }

    /** Leaves the page and so ends its connection, because the next test has a connection of its own. */
    private static void leave(Page page) {
        page.navigate("about:blank");
        await().until(() -> ConnectedClients.of(backbone.context()).all().isEmpty());
        page.navigate(backbone.http() + "/sample/inbox.html");
    }

    private static void send(String id, String data) {
        String url = backbone.aws()
                .sqs()
                .getQueueUrl(r -> r.queueName("app-inbox-ana"))
                .queueUrl();
        backbone.aws()
                .sqs()
                .sendMessage(r -> r.queueUrl(url)
                        .messageBody(data)
                        .messageAttributes(Map.of(
                                "ce_id", text(id),
                                "ce_source", text("/shop"),
                                "ce_type", text("OrderPaid"),
                                "content-type", text("application/json"))));
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private static String state(String id) {
        Map<String, AttributeValue> item = backbone.aws()
                .dynamoDb()
                .getItem(r -> r.tableName("caravan-ledger")
                        .key(Map.of(
                                "event", AttributeValue.fromS(id),
                                "subscriber", AttributeValue.fromS("app-inbox-ana"))))
                .item();
        return item.isEmpty() ? "" : item.get("state").s();
    }
}
