package console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ForcedColors;
import console.Window.Canned;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No page has barriers for people with disabilities, in any of its states, in light and dark, wide and narrow. */
@ExtendWith(Browser.class)
class BarriersTest {
    /** Opens one window for all tests. */
    @BeforeAll
    static void open(Window window) {
        assertThat(window.page().locator("h1")).isHidden();
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("states")
    void every_page_is_accessible(String address, Consumer<Window> given, String seen, Window window) {
        window.canned();
        given.accept(window);

        window.open(address);

        assertThat(window.page().locator("body")).containsText(seen);
        window.expectNoBarriers(address);
    }

    @Test
    void every_dialog_is_accessible(Window window) {
        window.canned()
                .answers(
                        "dead-letters/billing/discard",
                        Canned.json("{\"dryRun\":true,\"counts\":{\"lookedAt\":4,\"discarded\":4}}"))
                .open("dead-letters/billing/letters");
        window.button("Discard all 4 …").click();
        assertThat(window.dialog()).containsText("4 would be deleted");
        window.expectNoBarriers("discard");
        window.page().keyboard().press("Escape");

        window.page().keyboard().press("?");
        assertThat(window.dialog()).containsText("look again");
        window.expectNoBarriers("keys");
    }

    @Test
    void the_list_of_clients_is_accessible(Window window) {
        window.cannedInboxes().open("consumers/phones");

        window.button("List clients").click();

        assertThat(window.page().locator("#table-clients")).containsText("elsewhere");
        window.expectNoBarriers("clients");
        window.button("Pause …").click();
        assertThat(window.dialog()).containsText("Its clients stay connected");
        window.expectNoBarriers("pause of an inbox");
    }

    @Test
    void editing_a_letter_is_accessible(Window window) {
        window.canned().open("dead-letters/billing/letters/m-1");

        window.button("Edit …").click();
        window.page().getByLabel("After the edit").fill("no JSON");

        assertThat(window.page().locator("#json")).containsText("not JSON");
        window.expectNoBarriers("edit");
    }

    /**
     * With forced colours, the browser paints texts, backgrounds and borders in the colours that the person has chosen.
     * None of the page's own backgrounds is left.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "topology?view=graph",
                "dead-letters/billing",
                "dead-letters/order-history.fifo/groups",
                "events/o-1"
            })
    void every_sign_stays_visible_with_forced_colours(String address, Window window) {
        Page page = window.canned().page();
        page.emulateMedia(new Page.EmulateMediaOptions().setForcedColors(ForcedColors.ACTIVE));
        try {
            window.open(address);
            assertThat(window.sentence()).isVisible();

            assertThat(page.locator("header [aria-current]")).hasCSS("background-color", painted(page, "Highlight"));
            assertThat(page.locator("header [aria-current]")).hasCSS("color", painted(page, "HighlightText"));
            for (Locator badge : page.locator(".badge").all()) {
                assertThat(badge).hasCSS("border-top-style", "solid");
                assertThat(badge).hasText(Pattern.compile("^\\S .+"));
            }
            for (Locator line :
                    page.locator(".edges path, .spark path, .span path").all()) {
                assertThat(line).hasCSS("stroke", painted(page, "CanvasText"));
            }
            page.keyboard().press("Tab");
            assertThat(page.locator(":focus")).hasCSS("outline-style", "solid");
            window.expectNoBarriers(address);
        } finally {
            page.emulateMedia(new Page.EmulateMediaOptions().setForcedColors(ForcedColors.NONE));
        }
    }

    /** The value of a system colour on this page. */
    private static String painted(Page page, String colour) {
        return (String) page.evaluate("""
                colour => {
                  const probe = document.body.appendChild(document.createElement('i'));
                  probe.style.forcedColorAdjust = 'none';
                  probe.style.color = colour;
                  const painted = getComputedStyle(probe).color;
                  probe.remove();
                  return painted;
                }""", colour);
    }

    static Stream<Arguments> states() {
        return Stream.of(
                state("topology?view=graph", "billing has 4 dead letters"),
                state("topology?view=table", "ship paused since"),
                state("topology?view=graph", Window::cannedInboxes, "2 of 1,204 connected"),
                state("topology?view=table", Window::cannedInboxes, "1 of – connected"),
                state("consumers/phones", Window::cannedInboxes, "To list 25 clients takes 26 requests"),
                state(
                        "topology",
                        empty("topology", "{\"queues\":[],\"handlers\":[],\"sources\":[],\"topics\":[]}"),
                        "appear here"),
                state(
                        "topology",
                        window -> window.answers("me", Canned.problem(401, "Credentials are missing")),
                        "Sign in to see this page"),
                state("topology", window -> window.answers("me", offline()), "does not answer"),
                state("queues", "order-history.fifo"),
                state("queues/billing", "Last deliveries of this process"),
                state(
                        "queues/shipping",
                        window -> window.answers(
                                "routes/ship", Canned.problem(403, "Needs the right look; you have none")),
                        "What I may do"),
                state("dead-letters", "4 dead letters"),
                state("dead-letters", empty("dead-letters", "{\"entries\":[]}"), "appears here"),
                state("dead-letters/billing", "4 letters of 2 failures"),
                state(
                        "dead-letters/billing",
                        window -> window.answers(
                                "dead-letters/billing", Canned.problem(409, "ana is sending letters of billing back")),
                        "Ana is sending"),
                state(
                        "dead-letters/billing",
                        window -> window.answers(
                                "dead-letters/billing",
                                Canned.problem(503, "SQS does not answer").with("Retry-After", "60")),
                        "Trying again in"),
                state(
                        "dead-letters/billing",
                        window -> window.answers(
                                "dead-letters/billing", Canned.problem(404, "there is no queue billing")),
                        "There is no queue billing"),
                state(
                        "dead-letters/billing",
                        window -> window.answers(
                                "me", Canned.json("{\"name\":\"ana\",\"right\":\"look\",\"rights\":[\"look\"]}")),
                        "Needs the right act; you have look"),
                state("dead-letters/billing/letters?fingerprint=a8716ed6936b", "4 letters match"),
                state("dead-letters/order-history.fifo/groups", "2 groups are parked, and 2 letters wait"),
                state(
                        "dead-letters/order-history.fifo/groups",
                        empty("dead-letters/order-history.fifo/groups", "{\"groups\":[],\"outOfSight\":0}"),
                        "No group is parked"),
                state("dead-letters/billing/tasks", "Did it help?"),
                state("dead-letters/billing/audit", "billing is up again"),
                state("dead-letters/billing/letters/m-1", "after 5 attempts"),
                state("events", "of the last 12 failed"),
                state("events/o-1", "1 of 3 subscribers handled it"),
                state(
                        "events/o-1",
                        window ->
                                window.answers("events", Canned.problem(404, "The ledger does not know the event o-1")),
                        "its record has expired"),
                state("plan", "AWS differs from the configuration in 2 places"),
                state("cost", "at list prices"),
                state("audit?who=ana", "carrier is down"),
                state("rights", "You are ana"),
                state("settings", "as the system's"),
                state("nowhere/at/all", "The address has no page"));
    }

    private static Arguments state(String address, String seen) {
        return state(address, window -> {}, seen);
    }

    private static Arguments state(String address, Consumer<Window> given, String seen) {
        return arguments(address, given, seen);
    }

    private static Consumer<Window> empty(String path, String json) {
        return window -> window.answers(path, Canned.json(json));
    }

    private static Canned offline() {
        return new Canned(0, "", Map.of());
    }
}
