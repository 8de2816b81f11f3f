package console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import console.Window.Canned;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The content and behaviour of each page in each of its states. The application's answers are canned. */
@ExtendWith(Browser.class)
class ViewsTest {
    private static final String DRY =
            "{\"operation\":\"redrive\",\"queue\":\"billing\",\"dryRun\":true,\"cancelled\":false,\"counts\":{\"lookedAt\":4,\"moved\":3}}";
    private static final String DONE =
            "{\"operation\":\"redrive\",\"queue\":\"billing\",\"dryRun\":false,\"cancelled\":false,\"counts\":{\"lookedAt\":4,\"moved\":3}}";

    @Test
    void the_first_sentence_states_what_needs_to_be_done(Window window) {
        window.canned().open("topology");

        assertThat(window.sentence()).containsText("billing has 4 dead letters");
        assertThat(window.sentence())
                .containsText("ship paused since 2026-11-23 11:58:11 by ana in all processes: carrier is down");
    }

    @Test
    void the_graph_leads_from_sources_to_dead_letters(Window window) {
        window.canned().open("topology?view=graph");

        assertThat(window.page().locator(".graph section h2"))
                .hasText(new String[] {"Sources", "Topics", "Queues", "Handlers", "Dead letters"});
        assertThat(window.page().locator(".node.foreign")).hasCount(2);
        assertThat(node(window, "queue:shipping")).containsText("only ce_type OrderPaid");
        assertThat(window.page().locator("svg.edges path")).hasCount(17);
    }

    @Test
    void an_inbox_is_drawn_between_its_sources_and_the_dead_letters_of_its_clients(Window window) {
        window.cannedInboxes().open("topology?view=graph");

        assertThat(window.page().locator(".graph section h2"))
                .hasText(new String[] {"Sources", "Topics", "Queues", "Handlers", "Inboxes", "Dead letters"});
        assertThat(node(window, "inbox:app")).containsText("2 of 1,204 connected");
        assertThat(node(window, "inbox:app")).containsText("4 unanswered");
        assertThat(node(window, "inbox:doors.fifo")).containsText("paused");
        assertThat(node(window, "inbox:doors.fifo")).containsText("only ce_subject ${client}");
        assertThat(node(window, "inbox:partners")).hasClass(Pattern.compile("foreign"));
        assertThat(window.sentence()).containsText("app-inbox-dead-letters has 3 dead letters");
        assertThat(window.sentence()).containsText("doors paused since 2026-11-23 11:58:11 by ana in all processes");
        for (String line : List.of(
                "topic:orders inbox:doors.fifo",
                "handler:to-clients inbox:app",
                "handler:to-partners inbox:partners",
                "inbox:app dead:app-inbox-dead-letters")) {
            String[] ends = line.split(" ", 2);
            assertThat(window.page()
                            .locator("svg.edges path[data-from='%s'][data-to='%s']".formatted(ends[0], ends[1])))
                    .hasCount(1);
        }

        node(window, "handler:to-clients").focus();
        window.page().keyboard().press("ArrowRight");
        assertThat(window.page().locator(":focus")).containsText("app");
        window.page().keyboard().press("ArrowRight");
        assertThat(window.page().locator(":focus")).containsText("app-inbox-dead-letters");
        window.page().keyboard().press("Enter");
        assertThat(window.heading()).hasText("Dead letters of app-inbox-dead-letters");
    }

    @Test
    void clients_of_an_inbox_are_listed_only_on_request(Window window) {
        window.cannedInboxes().before(page -> page.clock().install()).open("consumers/phones");
        assertThat(window.page().locator("main")).containsText("2 of 1,204");
        window.page().clock().fastForward(10_000);
        assertThat(asked(window, "GET /caravan/inboxes")).isZero();

        window.button("List clients").focus();
        window.page().keyboard().press("Enter");

        Locator rows = window.page().locator("#table-clients tbody tr");
        assertThat(rows).hasCount(3);
        assertThat(rows.nth(0)).containsText("since 2026-11-23 11:48:24");
        assertThat(rows.nth(1)).containsText("elsewhere");
        assertThat(rows.nth(1)).containsText("1,204");
        assertThat(rows.nth(2)).containsText("no");
        window.page().clock().fastForward(10_000);
        assertThat(asked(window, "GET /caravan/inboxes")).isEqualTo(1);
        window.button("Previous").dispatchEvent("click");
        window.button("Next").click();
        window.page()
                .waitForCondition(() -> window.requests().contains("GET /caravan/inboxes?inbox=app&page=2&size=25"));
        rows.nth(1).getByRole(AriaRole.LINK).click();
        assertThat(window.heading()).hasText("Dead letters of app-inbox-bob");
    }

    @Test
    void an_inbox_is_paused_with_words_of_its_own(Window window) {
        window.cannedInboxes()
                .answers("routes/phones/pause", Canned.json("{\"id\":\"phones\",\"state\":\"paused\"}"))
                .open("consumers/phones");

        window.button("Pause …").click();
        assertThat(window.dialog()).containsText("Its clients stay connected and get nothing new");
        window.page()
                .getByLabel("in all processes, also those that start later")
                .check();
        window.dialog().getByRole(AriaRole.BUTTON, named("Pause")).click();

        assertThat(window.dialog()).containsText("phones is paused.");
        assertThat(window.posted("routes/phones/pause")).isEqualTo("{\"everywhere\":true}");
    }

    @Test
    void no_line_passes_behind_a_node(Window window) {
        window.canned().open("topology?view=graph");
        assertThat(window.page().locator("svg.edges path")).hasCount(17);
        assertThat(linesBehindNodes(window)).isEmpty();

        window.cannedInboxes().open("topology?view=graph");
        assertThat(node(window, "inbox:app")).isVisible();
        assertThat(linesBehindNodes(window)).isEmpty();
    }

    /** The lines that a node covers somewhere, each as the ids of its ends. */
    private static List<?> linesBehindNodes(Window window) {
        return (List<?>) window.page().evaluate("""
                () => {
                  const zero = document.querySelector('.graph').getBoundingClientRect();
                  const nodes = [...document.querySelectorAll('.node')].map((node) => node.getBoundingClientRect());
                  const isCovered = ({ x, y }) => nodes.some((node) =>
                    x + zero.left > node.left + 1 && x + zero.left < node.right - 1
                      && y + zero.top > node.top + 1 && y + zero.top < node.bottom - 1);
                  const points = (path) => Array.from(
                    { length: Math.floor(path.getTotalLength() / 2) }, (_, i) => path.getPointAtLength(2 * i));
                  return [...document.querySelectorAll('svg.edges path')]
                    .filter((path) => points(path).some(isCovered))
                    .map((path) => `${path.dataset.from} ${path.dataset.to}`);
                }""");
    }

    @Test
    void arrow_keys_walk_the_graph_and_highlight_the_path_of_a_node(Window window) {
        window.canned().open("topology?view=graph");

        node(window, "topic:orders").focus();
        window.page().keyboard().press("ArrowRight");
        window.page().keyboard().press("ArrowRight");

        assertThat(window.page().locator(":focus")).containsText("bill");
        assertThat(node(window, "dead:billing")).hasAttribute("data-on", "");
        assertThat(node(window, "queue:order-history.fifo")).not().hasAttribute("data-on", "");
    }

    @Test
    void stale_figures_are_grey_under_a_banner(Window window) {
        window.canned().before(page -> page.clock().install()).open("topology");
        assertThat(window.sentence()).containsText("billing has 4 dead letters");

        window.answers("now", new Canned(0, "", Map.of()));
        window.page().clock().fastForward(7_000);

        assertThat(window.page().locator(".banner"))
                .containsText("The application does not answer. The figures are as of 2026-11-23 12:03:11");
        assertThat(window.page().locator("main.stale")).isVisible();
        assertThat(window.sentence()).containsText("billing has 4 dead letters");

        window.answers("now", Canned.json(Window.resource("now")));
        assertThat(window.page().locator(".banner")).isHidden();
    }

    @Test
    void an_update_replaces_neither_focus_nor_selection(Window window) {
        window.canned().before(page -> page.clock().install()).open("queues");
        Locator shipping = window.page().locator("tr[data-key=shipping] a").first();
        shipping.focus();
        window.page().evaluate("getSelection().selectAllChildren(document.querySelector('main .sentence'))");
        String now = Window.resource("now").replace("\"deadLetters\": 4", "\"deadLetters\": 5");

        long before = asked(window, "GET /caravan/now");
        window.answers("now", Canned.json(now));

        window.page().clock().fastForward(4_000);
        window.page().waitForCondition(() -> asked(window, "GET /caravan/now") > before);
        assertThat(window.sentence()).containsText("billing has 4 dead letters");
        assertThat(shipping).isFocused();
        window.page().evaluate("getSelection().removeAllRanges()");
        assertThat(window.sentence()).containsText("billing has 5 dead letters");
        assertThat(shipping).isFocused();
    }

    @Test
    void a_hidden_tab_sends_no_requests(Window window) {
        window.canned()
                .before(page -> page.clock().install())
                .before(page ->
                        page.addInitScript("Object.defineProperty(document, 'hidden', {get: () => window.away})"))
                .open("topology");
        assertThat(window.sentence()).isVisible();
        window.page().evaluate("window.away = true; document.dispatchEvent(new Event('visibilitychange'))");
        long before = asked(window, "GET /caravan/now");

        window.page().clock().fastForward(120_000);

        assertThat(asked(window, "GET /caravan/now")).isEqualTo(before);
    }

    @Test
    void a_visitor_without_a_session_signs_in_on_the_current_page(Window window) {
        window.canned()
                .answers("me", Canned.problem(401, "Credentials are missing"))
                .answers("session", Canned.problem(401, "Wrong"))
                .open("dead-letters/billing");
        Locator token = window.page().getByLabel("Token", new Page.GetByLabelOptions().setExact(true));

        token.fill("wrong");
        window.button("Sign in").click();
        assertThat(window.page().locator(".problem")).containsText("These credentials are wrong.");

        window.answers("session", Canned.json(Window.resource("me")));
        window.page().getByLabel("Your name").fill("ana");
        token.fill("right");
        window.button("Sign in").click();
        assertThat(window.sentence()).containsText("4 letters of 2 failures");
        assertThat(window.page().url()).endsWith("/dead-letters/billing");
        assertThat(window.posted("session")).isEqualTo("{\"name\":\"ana\",\"token\":\"right\"}");
    }

    @Test
    void a_request_to_a_busy_server_is_repeated_when_its_retry_after_is_over(Window window) {
        window.canned()
                .before(page -> page.clock().install())
                .answers(
                        "dead-letters/billing",
                        Canned.problem(503, "SQS does not answer").with("Retry-After", "30"))
                .open("dead-letters/billing");
        assertThat(window.page().locator(".problem")).containsText("SQS does not answer. Trying again in");

        window.answers("dead-letters/billing", Canned.json(Window.resource("failures")));
        for (int second = 0; second <= 30; second++) {
            window.page().clock().fastForward(1_000);
        }

        assertThat(window.sentence()).containsText("4 letters of 2 failures");
        assertThat(asked(window, "GET /caravan/dead-letters/billing")).isEqualTo(2);
    }

    @Test
    void a_right_that_is_missing_is_named_beside_the_button(Window window) {
        window.canned()
                .answers("me", Canned.json("{\"name\":\"ana\",\"right\":\"look\",\"rights\":[\"look\"]}"))
                .open("dead-letters/billing");

        window.button("Send back all …").dispatchEvent("click");

        assertThat(window.page().locator(".why").first()).hasText("Needs the right act; you have look");
        assertThat(window.dialog()).isHidden();
    }

    @Test
    void letters_are_sent_back_by_keyboard_alone(Window window) {
        window.canned()
                .answers("dead-letters/billing/redrive", Canned.json(DRY))
                .open("dead-letters/billing");
        Page page = window.page();
        assertThat(window.sentence()).containsText("4 letters");

        page.locator("tr[data-key=a8716ed6936b] input").focus();
        page.keyboard().press("x");
        page.keyboard().press("r");
        assertThat(window.dialog().getByRole(AriaRole.BUTTON, named("Send back 3")))
                .isFocused();
        assertThat(window.posted("dead-letters/billing/redrive")).contains("\"dryRun\":true", "\"a8716ed6936b\"");

        window.answers("dead-letters/billing/redrive", Canned.json(DONE));
        page.keyboard().press("Enter");
        assertThat(window.dialog()).containsText("3 sent back; 4 letters looked at.");
        assertThat(window.posted("dead-letters/billing/redrive"))
                .contains("\"until\":\"2026-11-23T12:03:09.000Z\"")
                .doesNotContain("dryRun");
        page.keyboard().press("Escape");
        assertThat(window.dialog()).isHidden();
    }

    @Test
    void parked_groups_are_listed_with_their_waiting_messages_and_since_when(Window window) {
        window.canned()
                .answers("dead-letters/order-history.fifo/release", Canned.json(DRY))
                .open("dead-letters/order-history.fifo/groups");
        Locator rows = window.page().locator("tbody tr");

        assertThat(window.sentence()).containsText("2 groups are parked, and 2 letters wait");
        assertThat(rows.nth(0)).containsText("order-1");
        assertThat(rows.nth(0)).containsText("parked");
        assertThat(rows.nth(0)).containsText("11:53:18");
        assertThat(rows.nth(0)).containsText("no such order");
        assertThat(rows.nth(1)).containsText("its letters are going back");

        window.button("Release order-1").click();
        assertThat(window.dialog().getByRole(AriaRole.BUTTON, named("Send back 3 in order and release")))
                .isVisible();
        assertThat(window.posted("dead-letters/order-history.fifo/release"))
                .isEqualTo("{\"group\":\"order-1\",\"dryRun\":true}");
    }

    @Test
    void a_failure_shows_when_its_letters_arrived(Window window) {
        window.canned().open("dead-letters/billing");
        Locator curve = window.page().locator("tr[data-key=a8716ed6936b] svg.spark path");

        assertThat(curve).hasAttribute("d", Pattern.compile("^M0 14\\.0(L.* 14\\.0){24}.*L60 1\\.0$"));
    }

    @Test
    void a_long_operation_shows_its_progress_and_a_stop_button(Window window) {
        String task =
                "{\"id\":\"t-9\",\"queue\":\"billing\",\"operation\":\"redrive\",\"state\":\"RUNNING\",\"expected\":300,"
                        + "\"started\":\"2026-11-23T12:03:01Z\",\"changed\":\"2026-11-23T12:03:10Z\",\"counts\":{\"lookedAt\":150}}";
        window.canned()
                .answers("dead-letters/billing/redrive", Canned.json(DRY))
                .answers("dead-letters/billing/tasks/t-9", Canned.json(task))
                .open("dead-letters/billing");
        window.button("Send back all …").click();
        Locator go = window.dialog().getByRole(AriaRole.BUTTON, named("Send back 3"));
        assertThat(go).isVisible();

        window.answers("dead-letters/billing/redrive", new Canned(202, task, Map.of()));
        go.click();
        assertThat(window.dialog()).containsText("50%, 150 of 300");
        window.dialog()
                .getByRole(AriaRole.BUTTON, named("Stop: redrive billing"))
                .click();

        window.page()
                .waitForCondition(() -> window.requests().contains("DELETE /caravan/dead-letters/billing/tasks/t-9"));
        window.answers(
                "dead-letters/billing/tasks/t-9",
                Canned.json(
                        task.replace("RUNNING", "DONE")
                                .replaceFirst(
                                        "}$",
                                        ",\"result\":" + DONE.replace("\"cancelled\":false", "\"cancelled\":true")
                                                + ",\"after\":{\"done\":2,\"deadAgain\":1,\"open\":0,\"asOf\":\"2026-11-23T12:03:11Z\"}}")));
        assertThat(window.dialog()).containsText("Stopped: 3 sent back");
        assertThat(window.dialog()).containsText("Since then: 2 done, 1 dead again");
    }

    @Test
    void letters_are_deleted_only_after_a_download_and_typing_the_name_of_the_queue(Window window) {
        window.canned()
                .answers("dead-letters/billing/discard", Canned.json(DRY.replace("moved", "discarded")))
                .open("dead-letters/billing/letters?fingerprint=a8716ed6936b");
        for (String id : List.of("m-2", "m-3", "m-4")) {
            window.answers("dead-letters/billing/letters/" + id, Canned.json(Window.resource("letter")));
        }
        window.button("Discard all 4 that match …").click();
        Locator delete = window.dialog().getByRole(AriaRole.BUTTON, named("Delete 3"));
        assertThat(delete).hasAttribute("aria-disabled", "true");
        assertThat(window.page().getByLabel("Download them first")).isChecked();

        window.page().getByLabel("Type billing to confirm").fill("billing");
        assertThat(delete).hasAttribute("aria-disabled", "false");
        String name = window.page().waitForDownload(delete::click).suggestedFilename();

        assertThat(name).isEqualTo("billing-dead-letters.json");
        assertThat(window.dialog()).containsText("3 would be deleted");
        assertThat(window.posted("dead-letters/billing/discard"))
                .contains("\"confirm\":\"billing\"", "\"fingerprints\":[\"a8716ed6936b\"]");
    }

    @Test
    void a_letter_is_edited_beside_the_original_and_its_change_is_shown_first(Window window) {
        window.canned()
                .answers(
                        "dead-letters/billing/letters/m-1/edit",
                        Canned.json(
                                "{\"before\":{\"body\":\"{\\\"amount\\\": 1}\",\"attributes\":{}},"
                                        + "\"after\":{\"body\":\"{\\\"amount\\\": 2}\",\"attributes\":{}},\"changed\":[\"body\"]}"))
                .open("dead-letters/billing/letters/m-1");
        assertThat(window.page().locator("pre")).containsText("12345678901234567890");

        window.button("Edit …").click();
        Locator text = window.page().getByLabel("After the edit");
        text.fill("{\"amount\": ");
        assertThat(window.page().locator("#json")).hasText("✖ not JSON");
        assertThat(window.button("Show what changes …")).hasAttribute("aria-disabled", "true");
        assertThat(window.page().getByLabel("ce_id")).hasAttribute("readonly", "");
        text.fill("{\"amount\": 2}");
        window.button("Show what changes …").click();

        assertThat(window.dialog().locator(".gone")).containsText("\"amount\": 1");
        assertThat(window.dialog().locator(".come")).containsText("\"amount\": 2");
        window.page().getByLabel("Reason").fill("a typo");
        window.button("Send it back changed").click();
        assertThat(window.dialog()).containsText("Done.");
        window.page().keyboard().press("Escape");
        assertThat(window.page().locator("h1")).hasText("Dead letters of billing");
        assertThat(window.posted("dead-letters/billing/letters/m-1/edit"))
                .isEqualTo("{\"body\":\"{\\\"amount\\\": 2}\",\"reason\":\"a typo\"}");
    }

    @Test
    void a_consumer_is_paused_in_all_processes_with_a_reason(Window window) {
        window.canned()
                .answers("routes/bill/pause", Canned.json("{\"id\":\"bill\",\"state\":\"paused\"}"))
                .open("queues/billing");

        window.button("Pause …").click();
        window.page().getByLabel("in all processes").check();
        window.page().getByLabel("Reason").fill("carrier is down");
        window.dialog().getByRole(AriaRole.BUTTON, named("Pause")).click();

        assertThat(window.dialog()).containsText("bill is paused.");
        assertThat(window.posted("routes/bill/pause"))
                .isEqualTo("{\"everywhere\":true,\"reason\":\"carrier is down\"}");
    }

    @Test
    void an_event_shows_which_subscribers_have_it_gave_up_or_were_filtered_out(Window window) {
        window.canned().open("events/o-1");

        assertThat(window.sentence())
                .containsText("1 of 3 subscribers handled it · billing gave it up · shipping did not get it: "
                        + "the filter wants type OrderPaid, this is OrderPlaced");
        assertThat(window.page().locator("tr", new Page.LocatorOptions().setHasText("shipping")))
                .containsText("filtered");
    }

    @Test
    void an_event_shows_the_acknowledgements_of_inbox_clients(Window window) {
        String receipts = """
                {"receipts": [
                  {"inbox": "app", "client": "17", "state": "DONE", "time": "2026-11-23T12:03:11.700Z"},
                  {"inbox": "app", "client": "18", "state": "IN_PROGRESS", "time": "2026-11-23T12:03:12.700Z"}],""";
        window.canned().answers("events", Canned.json(Window.resource("event").replaceFirst("\\{", receipts)));

        window.open("events/o-1");

        assertThat(window.page().locator("main")).containsText("Client 17: received 2026-11-23 12:03:11");
        assertThat(window.page().locator("main")).containsText("Client 18: not answered 2026-11-23 12:03:12");
    }

    @Test
    void an_event_has_a_link_to_its_trace(Window window) {
        window.canned().open("events/o-1");

        assertThat(window.page()
                        .locator("main a", new Page.LocatorOptions().setHasText("4bf92f3577b34da6a3ce929d0e0e4736")))
                .hasAttribute("href", "https://traces.example.com/trace/4bf92f3577b34da6a3ce929d0e0e4736");
    }

    @Test
    void a_running_task_is_shown_on_each_page_and_after_a_reload_until_it_ends(Window window) {
        window.canned().before(page -> page.clock().install()).open("audit");
        assertThat(window.page().locator("main .bar")).containsText("61%, 183 of 300");

        window.page().reload();
        assertThat(window.page().locator("main .bar")).containsText("61%, 183 of 300");

        window.answers(
                "now",
                Canned.json(Window.resource("now").replaceAll("(?s)\"tasks\": \\[.*?\\}\\s*\\]", "\"tasks\": []")));
        window.page().clock().fastForward(4_000);
        assertThat(window.page().locator("main")).containsText("redrive shipping has ended: outcome");
        assertThat(window.page().locator("main .bar")).isHidden();
    }

    @Test
    @Tag("timing")
    void twenty_topics_and_two_hundred_queues_are_drawn_within_a_second(Window window) {
        window.canned().answers("topology", Canned.json(large())).open("settings");
        assertThat(window.sentence()).isVisible();

        Object took = window.page().evaluate("""
                        new Promise(drawn => {
                          const start = performance.now();
                          new MutationObserver(() => document.querySelectorAll('.edges path').length < 600
                              || drawn(performance.now() - start)).observe(document.body, {childList: true, subtree: true});
                          document.querySelector('header nav a').click();
                        })""");

        assertThat(window.page().locator(".node")).hasCount(20 + 20 + 200 + 200 + 200);
        assertThat(((Number) took).doubleValue()).isLessThan(1_000);
    }

    private static String large() {
        String sources = each(20, "{'route':'from-%1$d','topic':'topic-%1$d'}");
        String topics = each(20, "{'name':'topic-%1$d'}");
        String subscriptions = each(
                200,
                "{'topic':'topic-%2$d','subscriber':'queue-%1$d','queue':'queue-%1$d','protocol':'sqs','ours':true}");
        String queues = each(200, "{'name':'queue-%1$d','deadLetters':'queue-%1$d-dead'}");
        String handlers = each(200, "{'route':'handler-%1$d','queue':'queue-%1$d'}");
        return "{'sources':[%s],'topics':[%s],'subscriptions':[%s],'queues':[%s],'handlers':[%s]}"
                .formatted(sources, topics, subscriptions, queues, handlers)
                .replace('\'', '"');
    }

    /** Repeats a text: its first number is the position, its second number is one of twenty topics. */
    private static String each(int times, String one) {
        return IntStream.range(0, times)
                .mapToObj(number -> one.formatted(number, number * 7 % 20))
                .collect(Collectors.joining(","));
    }

    /** The message of the canned failure is HTML that would run a script. */
    @Test
    void text_from_outside_is_shown_as_text_and_never_as_html(Window window) {
        window.canned().open("dead-letters/billing");

        assertThat(window.page().locator("tbody tr").first()).containsText("<img src=x onerror=alert(1)>");
        assertThat(window.page().locator("main img")).hasCount(0);
    }

    @Test
    void back_returns_and_the_heading_has_the_focus(Window window) {
        window.canned().open("topology?view=table");
        window.page()
                .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("4 dead letters of billing"))
                .click();
        assertThat(window.heading()).hasText("Dead letters of billing");
        assertThat(window.heading()).isFocused();

        window.page().goBack();
        assertThat(window.heading()).hasText("Topology");
        assertThat(window.page().locator("table")).isVisible();

        window.page().reload();
        assertThat(window.heading()).hasText("Topology");
        assertThat(window.page().locator("table")).isVisible();
    }

    @Test
    void shortcuts_lead_to_each_page_until_they_are_switched_off(Window window) {
        window.canned().open("topology");
        assertThat(window.sentence()).isVisible();
        Page page = window.page();

        page.keyboard().press("g");
        page.keyboard().press("s");
        assertThat(window.heading()).hasText("Settings");
        page.getByLabel("off", new Page.GetByLabelOptions().setExact(true)).check();
        page.keyboard().press("g");
        page.keyboard().press("a");
        page.keyboard().press("?");

        assertThat(window.heading()).hasText("Settings");
        assertThat(window.dialog()).isHidden();
    }

    @Test
    void a_view_is_copied_as_curl_without_the_token(Window window) {
        window.canned()
                .before(page ->
                        page.addInitScript("Object.defineProperty(navigator, 'clipboard', {get: () => undefined})"))
                .open("dead-letters/billing");
        assertThat(window.sentence()).isVisible();

        window.button("Copy as curl").click();

        assertThat(window.dialog().locator("textarea"))
                .hasValue("curl -H \"Authorization: Bearer $TOKEN\" " + window.application()
                        + "/caravan/dead-letters/billing");
        assertThat(window.dialog().locator("textarea")).isFocused();
    }

    @Test
    void while_the_ledger_is_unavailable_queues_are_shown_and_the_outage_is_named(Window window) {
        window.canned()
                .answers(
                        "now",
                        Canned.json(Window.resource("now")
                                .replace(
                                        "\"state\": \"up\"",
                                        "\"state\": \"away\", \"since\": \"2026-11-23T12:00:00Z\"")))
                .open("topology?view=table");

        assertThat(window.page().locator(".partly")).containsText("The ledger does not answer since");
        assertThat(window.page().locator("tr", new Page.LocatorOptions().setHasText("shipping")))
                .containsText("1,204");
    }

    @Test
    void in_the_audit_trail_only_changes_of_letters_show_counts_and_a_reload_links_to_no_queue(Window window) {
        window.canned().open("audit");

        assertThat(window.page().locator("tr", new Page.LocatorOptions().setHasText("carrier is down")))
                .not()
                .containsText("looked at");
        assertThat(window.page()
                        .locator("tr", new Page.LocatorOptions().setHasText("(application)"))
                        .locator("a"))
                .hasCount(0);
    }

    /** With {@code -Ddocs.write=true}, this writes the pictures of the README. */
    @Test
    void pictures_of_the_pages_can_be_taken(Window window) {
        String failures = Window.resource("failures").replace("<img src=x onerror=alert(1)> ", "");
        String event = Window.resource("event").replace("<img src=x onerror=alert(1)> ", "");
        window.canned()
                .answers("topology", with("inboxes", """
                        [{"name": "app", "fifo": false, "route": "phones", "path": "/inbox/{client}", "topic": "orders",
                        "deadLetters": "app-inbox-dead-letters", "idempotent": true}]""", "topology"))
                .answers("now", with("inboxes", """
                        [{"name": "app", "route": "phones", "connected": 2, "unanswered": 4, "clients": 1204}]""", "now"))
                .answers("dead-letters/billing", Canned.json(failures))
                .answers("events", Canned.json(event))
                .before(page -> page.clock().setFixedTime("2026-11-23T12:03:11Z"))
                .before(page -> page.setViewportSize(1280, 760));

        window.open("topology?view=graph");
        assertThat(window.page().locator("svg.edges path")).hasCount(19);
        picture(window, "topology");

        window.open("dead-letters/billing");
        assertThat(window.sentence()).containsText("4 letters of 2 failures");
        picture(window, "dead-letters");

        window.open("events/o-1");
        assertThat(window.sentence()).containsText("1 of 3 subscribers handled it");
        picture(window, "event");
    }

    private static Canned with(String field, String json, String resource) {
        return Canned.json(Window.resource(resource).replaceFirst("\\{", "{\"%s\": %s,".formatted(field, json)));
    }

    private static void picture(Window window, String name) {
        Path folder = Path.of(Boolean.getBoolean("docs.write") ? "docs/console" : "target/console");
        for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            window.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(theme));
            Path file = folder.resolve(name + (theme == ColorScheme.DARK ? "-dark.png" : ".png"));
            window.page().screenshot(new Page.ScreenshotOptions().setPath(file));
            assertThat(file).isNotEmptyFile();
        }
    }

    private static Locator node(Window window, String id) {
        return window.page().locator(".node[data-id=\"" + id + "\"]");
    }

    private static long asked(Window window, String request) {
        return List.copyOf(window.requests()).stream()
                .filter(one -> one.replaceFirst("\\?.*", "").equals(request))
                .count();
    }

    private static Locator.GetByRoleOptions named(String name) {
        return new Locator.GetByRoleOptions().setName(name).setExact(true);
    }
}
