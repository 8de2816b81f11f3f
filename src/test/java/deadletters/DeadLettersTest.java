package deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import aws.AwsClients;
import delivery.QueueForTests;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import ledger.AuditEntry;
import ledger.Author;
import ledger.Claim;
import ledger.DynamoDbLedger;
import ledger.EmbeddedTable;
import ledger.LedgerTable;
import ledger.State;
import ledger.Work;
import local.faults.Call;
import org.apache.camel.Processor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** From a failed handler to the letter, and from the letter back to the handler, in a standard queue. */
class DeadLettersTest {
    @RegisterExtension
    static final EmbeddedTable TABLE = new EmbeddedTable();

    private static final String ONCE = "maxAttempts=1&backoff=0s&maxBackoff=1s";
    private static final Page PAGE = new Page(1, 100);

    private final QueueForTests queue = QueueForTests.standard();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final List<String> tried = new CopyOnWriteArrayList<>();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private AwsClients aws;
    private DeadLetters letters;

    private final Processor handler = exchange -> {
        String body = exchange.getIn().getBody(String.class);
        tried.add(body);
        if (failing.contains(body)) {
            failIn(body);
        }
        handled.add(body);
    };

    @BeforeEach
    void useTheLedger() {
        aws = TABLE.aws();
        LedgerTable table = new LedgerTable(aws.dynamoDb(), LedgerTable.DEFAULT_NAME);
        queue.use(new DynamoDbLedger(table, Clock.systemUTC()));
        letters = new DeadLetters(queue.client(), table, Duration.ofDays(1), Clock.systemUTC(), Duration.ofSeconds(4));
    }

    @AfterEach
    void stop() {
        TABLE.proxy().reset();
        queue.close();
        aws.close();
    }

    @Test
    void letters_are_listed_by_their_failures_and_stay() throws Exception {
        fail("till 1", "till 2", "till 3", "stock 1");

        Listing listing = letters.list(queue.name(), Selection.all(), PAGE, new Job());

        assertThat(listing.letters()).isEqualTo(4);
        assertThat(listing.outOfSight()).isZero();
        assertThat(listing.failures()).extracting(Failures::letters).containsExactly(3, 1);
        Letter example = listing.failures().get(0).example();
        assertThat(example.exception()).isEqualTo(IllegalStateException.class.getName());
        assertThat(example.message()).startsWith("till");
        assertThat(example.origin()).isEqualTo(Origin.CONSUMER);
        assertThat(example.attempts()).isEqualTo(1);
        assertThat(listing.failures().get(0).first())
                .isBeforeOrEqualTo(listing.failures().get(0).last());
        assertThat(queue.deadLetters()).hasSize(4);
    }

    @Test
    void failures_and_letters_are_listed_in_pages() throws Exception {
        fail("till 1", "till 2", "till 3", "stock 1");

        Listing second = letters.list(queue.name(), Selection.all(), new Page(2, 1), new Job());
        LetterPage lastOfThree = letters.letters(queue.name(), Selection.all(), new Page(2, 3), new Job());

        assertThat(second.failures()).extracting(Failures::letters).containsExactly(1);
        assertThat(second.pages()).isEqualTo(2);
        assertThat(lastOfThree.letters()).hasSize(1);
        assertThat(lastOfThree.pages()).isEqualTo(2);
    }

    @Test
    void one_letter_is_shown_whole_with_its_history() throws Exception {
        failing.add("till 1");
        queue.send("till 1", Map.of("ce_id", "e-" + queue.name(), "ce_type", "OrderPlaced"));
        queue.consume(ONCE, handler);
        await().untilAsserted(() -> assertThat(queue.left()).isZero());

        LetterDetail detail =
                letters.show(queue.name(), "e-" + queue.name(), new Job()).orElseThrow();

        assertThat(detail.body()).isEqualTo("till 1");
        assertThat(detail.attributes()).containsOnlyKeys("ce_id", "ce_type");
        assertThat(detail.letter().type()).isEqualTo("OrderPlaced");
        assertThat(detail.history().subscribers().get(0).state()).isEqualTo(State.DEAD);
        assertThat(letters.show(queue.name(), detail.letter().messageId(), new Job()))
                .contains(detail);
        assertThat(letters.show(queue.name(), "nobody", new Job())).isEmpty();
    }

    @Test
    void all_letters_are_redriven_and_handled() throws Exception {
        fail("till 1", "till 2", "stock 1");
        failing.clear();

        Outcome outcome = redrive(Selection.all());

        await().untilAsserted(() -> assertThat(handled).containsExactlyInAnyOrder("till 1", "till 2", "stock 1"));
        assertThat(outcome.count(Count.MOVED)).isEqualTo(3);
        assertThat(queue.deadLetters()).isEmpty();
    }

    @Test
    void letters_of_one_failure_are_redriven_and_the_others_stay() throws Exception {
        fail("till 1", "till 2", "stock 1");
        failing.clear();
        String stock = fingerprintOf("stock 1");

        Outcome outcome = redrive(Selection.fingerprint(stock));

        await().untilAsserted(() -> assertThat(handled).containsExactly("stock 1"));
        assertThat(outcome.count(Count.MOVED)).isEqualTo(1);
        assertThat(queue.deadLetters()).extracting(Message::body).containsExactlyInAnyOrder("till 1", "till 2");
    }

    @Test
    void a_letter_is_sent_back_unchanged_except_for_its_cause() throws Exception {
        failing.add("till 1");
        queue.send("till 1", Map.of("ce_id", "e-" + queue.name(), "kind", "order"));
        queue.consume(ONCE, handler);
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        queue.stopRoute();

        redrive(Selection.id("e-" + queue.name()));

        Message back = queue.peek();
        assertThat(back.body()).isEqualTo("till 1");
        assertThat(back.messageAttributes()).containsOnlyKeys("ce_id", "kind");
    }

    @Test
    void attempts_start_anew_after_a_redrive() throws Exception {
        failing.add("till 1");
        queue.send("till 1", Map.of("ce_id", "e-" + queue.name()));
        queue.consume("maxAttempts=3&backoff=0s&maxBackoff=0s", handler);
        await().untilAsserted(() -> assertThat(queue.deadLetters()).hasSize(1));
        await().untilAsserted(() -> assertThat(queue.left()).isZero());

        redrive(Selection.all());

        await().untilAsserted(() -> assertThat(tried).hasSize(6));
        await().untilAsserted(() -> assertThat(queue.deadLetters()).hasSize(1));
    }

    @Test
    void letters_are_chosen_by_attribute_and_by_path() throws Exception {
        failing.addAll(List.of("{\"amount\":5}", "{\"amount\":50}", "no json"));
        queue.send("{\"amount\":5}", Map.of("ce_type", "OrderPlaced"));
        queue.send("{\"amount\":50}", Map.of("ce_type", "OrderPaid"));
        queue.send("no json", Map.of("ce_type", "OrderPaid"));
        queue.consume(ONCE, handler);
        await().untilAsserted(() -> assertThat(queue.left()).isZero());

        assertThat(bodies(new Selection(Set.of(), Set.of(), Map.of("ce_type", "OrderPaid"), null, null)))
                .containsExactlyInAnyOrder("{\"amount\":50}", "no json");
        assertThat(bodies(new Selection(Set.of(), Set.of(), Map.of(), "$[?(@.amount > 10)]", null)))
                .containsExactly("{\"amount\":50}");
        assertThatThrownBy(() -> new Selection(Set.of(), Set.of(), Map.of(), "$[?(", null))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("path $[?(: must be a JSONPath");
    }

    @Test
    void a_dry_run_shows_what_would_move_and_moves_nothing() throws Exception {
        fail("till 1", "till 2", "stock 1");
        queue.proxy().reset();

        Outcome outcome = letters.redrive(
                queue.name(),
                Selection.fingerprint(fingerprintOf("till 1")),
                Rate.UNLIMITED,
                true,
                Author.of("me"),
                new Job());

        assertThat(outcome.dryRun()).isTrue();
        assertThat(outcome.count(Count.MOVED)).isEqualTo(2);
        assertThat(queue.deadLetters()).hasSize(3);
        assertThat(queue.proxy().calls())
                .extracting(Call::action)
                .doesNotContain("SendMessageBatch", "DeleteMessageBatch", "StartMessageMoveTask");
        assertThat(letters.audit(queue.name(), 10)).isEmpty();
    }

    @Test
    void a_letter_whose_event_was_handled_meanwhile_is_skipped_and_reported() throws Exception {
        failing.add("till 1");
        queue.send("till 1", Map.of("ce_id", "e-" + queue.name()));
        queue.consume(ONCE, handler);
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        failing.clear();
        queue.send("till 1", Map.of("ce_id", "e-" + queue.name()));
        await().untilAsserted(() -> assertThat(handled).containsExactly("till 1"));

        Outcome outcome = redrive(Selection.all());

        assertThat(outcome.count(Count.ALREADY_DONE)).isEqualTo(1);
        assertThat(outcome.count(Count.MOVED)).isZero();
        assertThat(queue.deadLetters()).hasSize(1);
        assertThat(handled).hasSize(1);
    }

    @Test
    void a_redrive_that_is_interrupted_half_way_and_run_again_loses_nothing_and_repeats_nothing() throws Exception {
        String[] bodies = IntStream.range(0, 25).mapToObj(i -> "till " + i).toArray(String[]::new);
        failing.addAll(List.of(bodies));
        for (String body : bodies) {
            queue.send(body, Map.of("ce_id", body + queue.name()));
        }
        queue.consume(ONCE, handler);
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        failing.clear();
        Selection tills = Selection.fingerprint(fingerprintOf("till 1"));
        queue.proxy().faults().on("DeleteMessageBatch").internalError();
        queue.stopRoute();

        assertThatThrownBy(() -> redrive(tills)).isInstanceOf(RuntimeException.class);
        queue.proxy().faults().clear();
        queue.startRoute();
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        Outcome again = redrive(tills);

        await().untilAsserted(() -> assertThat(handled).hasSize(25));
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(handled).containsExactlyInAnyOrder(bodies);
        assertThat(again.count(Count.MOVED)).isEqualTo(15);
        assertThat(again.count(Count.ALREADY_DONE)).isEqualTo(10);
        assertThat(letters.audit(queue.name(), 10))
                .extracting(AuditEntry::outcome)
                .satisfies(outcomes -> assertThat(outcomes.get(0)).isEqualTo("done"))
                .satisfies(outcomes -> assertThat(outcomes.get(1)).startsWith("failed: "));
    }

    @Test
    void a_cancelled_redrive_leaves_the_rest_where_it_is() throws Exception {
        String[] bodies = IntStream.range(0, 12).mapToObj(i -> "till " + i).toArray(String[]::new);
        fail(bodies);
        failing.clear();
        Job job = new Job();
        job.cancel();

        Outcome outcome =
                letters.redrive(queue.name(), Selection.fingerprint("f"), Rate.UNLIMITED, false, Author.of("me"), job);

        assertThat(outcome.cancelled()).isTrue();
        assertThat(queue.deadLetterCount()).isEqualTo(12);
        assertThat(letters.audit(queue.name(), 1))
                .extracting(AuditEntry::outcome)
                .containsExactly("cancelled");
    }

    @Test
    void an_edited_letter_goes_back_changed_and_the_original_is_kept() throws Exception {
        failing.add("{\"amount\":-1}");
        queue.send("{\"amount\":-1}", Map.of("ce_id", "e-" + queue.name(), "kind", "order", "old", "x"));
        queue.consume(ONCE, handler);
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        queue.stopRoute();

        Outcome outcome = letters.edit(
                queue.name(),
                "e-" + queue.name(),
                new Edit("{\"amount\":1}", Map.of("kind", "gift"), Set.of("old")),
                Author.of("ann"),
                new Job());

        Message back = queue.peek();
        assertThat(outcome.count(Count.MOVED)).isEqualTo(1);
        assertThat(back.body()).isEqualTo("{\"amount\":1}");
        assertThat(back.messageAttributes()).containsOnlyKeys("ce_id", "kind");
        assertThat(back.messageAttributes().get("kind").stringValue()).isEqualTo("gift");
        AuditEntry entry = letters.audit(queue.name(), 1).get(0);
        assertThat(entry.by()).isEqualTo("ann");
        assertThat(entry.operation()).isEqualTo("edit");
        assertThat(entry.original()).contains("{\\\"amount\\\":-1}").contains("\"old\":\"x\"");
        queue.startRoute();
        await().untilAsserted(() -> assertThat(handled).containsExactly("{\"amount\":1}"));
    }

    @Test
    void an_edit_may_use_the_bytes_that_the_cause_takes() throws Exception {
        Map<String, String> nine = new HashMap<>(Map.of("ce_id", "e-" + queue.name()));
        IntStream.range(0, 8).forEach(i -> nine.put("a" + i, "x"));
        failing.add("till 1");
        queue.send("till 1", nine);
        queue.consume(ONCE, handler);
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        queue.stopRoute();

        letters.edit(
                queue.name(),
                "e-" + queue.name(),
                new Edit(null, Map.of("tenth", "x"), Set.of()),
                Author.of("me"),
                new Job());

        assertThat(queue.peek().messageAttributes()).hasSize(10).containsKey("tenth");
    }

    @Test
    void an_edit_that_sqs_would_refuse_is_refused_before_anything_is_sent() throws Exception {
        fail("till 1");
        String id = bodyToId("till 1");
        queue.proxy().reset();

        refused(id, new Edit(null, Map.of(), Set.of()), "nothing to change");
        refused(id, new Edit("", Map.of(), Set.of()), "body: must be non-empty text");
        refused(id, new Edit("a\u0001", Map.of(), Set.of()), "body: must be non-empty text");
        refused(id, new Edit("x".repeat(1024 * 1024 + 1), Map.of(), Set.of()), "body: has 1048");
        refused(id, new Edit(null, Map.of("ce_id", "x"), Set.of()), "ce_id: must not change");
        refused(id, new Edit(null, Map.of("caravan-cause", "x"), Set.of()), "caravan-cause: is Caravan's own");
        refused(id, new Edit(null, Map.of("a b", "x"), Set.of()), "a b: must be 1 to 256 letters");
        refused(id, new Edit(null, Map.of(), Set.of("none")), "none: is not an attribute of this message");
        refused("nobody", new Edit("x", Map.of(), Set.of()), "no dead letter of " + queue.name());
        assertThat(queue.proxy().calls())
                .extracting(Call::action)
                .doesNotContain("SendMessageBatch", "DeleteMessageBatch");
        assertThat(queue.deadLetters()).hasSize(1);
    }

    @Test
    void discarded_letters_are_gone_and_the_others_stay() throws Exception {
        fail("till 1", "till 2", "stock 1");
        String till = fingerprintOf("till 1");

        Outcome dry = letters.discard(queue.name(), Selection.fingerprint(till), true, Author.of("me"), new Job());
        assertThat(queue.deadLetters()).hasSize(3);
        Outcome outcome = letters.discard(queue.name(), Selection.fingerprint(till), false, Author.of("me"), new Job());

        assertThat(dry.count(Count.DISCARDED)).isEqualTo(2);
        assertThat(outcome.count(Count.DISCARDED)).isEqualTo(2);
        assertThat(queue.deadLetters()).extracting(Message::body).containsExactly("stock 1");
        AuditEntry entry = letters.audit(queue.name(), 1).get(0);
        assertThat(entry.operation()).isEqualTo("discard");
        assertThat(entry.of()).isEqualTo("fingerprint " + till);
        assertThat(entry.counts()).containsEntry("discarded", 2);
    }

    @Test
    void a_cause_that_does_not_fit_on_the_letter_is_read_from_the_ledger() throws Exception {
        Map<String, String> ten = new HashMap<>(Map.of("ce_id", "e-" + queue.name()));
        IntStream.range(0, 9).forEach(i -> ten.put("a" + i, "x"));
        failing.add("till 1");
        queue.send("till 1", ten);
        queue.consume(ONCE, handler);
        await().untilAsserted(() -> assertThat(queue.left()).isZero());

        Letter letter = onlyLetter();

        assertThat(letter.origin()).isEqualTo(Origin.CONSUMER);
        assertThat(letter.exception()).isEqualTo(IllegalStateException.class.getName());
        assertThat(letter.attempts()).isEqualTo(1);
    }

    @Test
    void a_letter_that_sqs_moved_by_itself_is_shown_and_redriven_with_new_attempts() throws Exception {
        queue.redriveAfter(1);
        queue.send("till 1", Map.of("ce_id", "e-" + queue.name()));
        claimAndCrash("e-" + queue.name());

        Letter letter = onlyLetter();
        assertThat(letter.origin()).isEqualTo(Origin.REDRIVE_POLICY);
        assertThat(letter.fingerprint()).isEqualTo("moved-by-sqs");
        assertThat(letter.message()).contains("received as often as the redrive policy allows");
        assertThat(letter.attempts()).isEqualTo(1);

        queue.redriveAfter(100);
        failing.add("till 1");
        redrive(Selection.all());
        queue.consume("maxAttempts=2&backoff=0s&maxBackoff=0s", handler);
        await().untilAsserted(() -> assertThat(queue.deadLetters()).hasSize(1));
        assertThat(tried).hasSize(2);
    }

    @Test
    void a_letter_is_not_taken_for_the_event_of_another_source_with_the_same_id() throws Exception {
        String id = "e-" + queue.name();
        queue.redriveAfter(1);
        DynamoDbLedger ledger = new DynamoDbLedger(TABLE.table(), Clock.systemUTC());
        Claim shop = ledger.claim(new Work(id, "/shop", queue.name(), "m-1", 1), Duration.ofSeconds(30));
        ledger.done(((Claim.Granted) shop).lease());
        queue.send("till 1", Map.of("ce_id", id, "ce_source", "/market"));
        claimAndCrash(id, "/market");

        Letter letter = onlyLetter();
        assertThat(letter.origin()).isEqualTo(Origin.REDRIVE_POLICY);
        assertThat(letter.attempts()).isEqualTo(1);
        assertThat(letter.source()).isEqualTo("/market");

        queue.redriveAfter(100);
        failing.add("till 1");
        assertThat(redrive(Selection.all()).count(Count.MOVED)).isEqualTo(1);
        queue.consume("maxAttempts=2&backoff=0s&maxBackoff=0s", handler);
        await().untilAsserted(() -> assertThat(queue.deadLetters()).hasSize(1));
        assertThat(tried).hasSize(2);
    }

    @Test
    void messages_that_sns_could_not_deliver_are_shown() {
        queue.client()
                .sendMessage(request -> request.queueUrl(queue.deadLetterUrl()).messageBody("lost on the way"));

        Letter letter = onlyLetter();

        assertThat(letter.origin()).isEqualTo(Origin.SUBSCRIPTION);
        assertThat(letter.fingerprint()).isEqualTo("not-delivered");
        assertThat(letter.attempts()).isZero();
    }

    @Test
    void letters_of_a_subscription_without_a_queue_are_shown_and_discarded_but_not_redriven() {
        queue.client()
                .sendMessage(request -> request.queueUrl(queue.deadLetterUrl()).messageBody("lost on the way"));
        String itself = queue.deadLetterUrl().substring(queue.deadLetterUrl().lastIndexOf('/') + 1);
        DeadLetters ofSubscription = letters.ofSubscriptions();

        assertThat(ofSubscription.queues(List.of(itself))).containsExactly(new QueueOfLetters(itself, itself, 1));
        assertThat(ofSubscription.list(itself, Selection.all(), PAGE, new Job()).failures())
                .extracting(Failures::fingerprint)
                .containsExactly("not-delivered");
        assertThatThrownBy(() -> ofSubscription.redrive(
                        itself, Selection.all(), Rate.UNLIMITED, false, Author.of("me"), new Job()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("cannot be sent back");
        assertThat(ofSubscription
                        .discard(itself, Selection.all(), false, Author.of("me"), new Job())
                        .count(Count.DISCARDED))
                .isEqualTo(1);
    }

    @Test
    void a_dead_letter_queue_with_a_redrive_policy_of_its_own_is_not_polled() {
        queue.giveTheDeadLetterQueueARedrivePolicy();

        assertThatThrownBy(() -> letters.list(queue.name(), Selection.all(), PAGE, new Job()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("has a redrive policy itself");
        assertThat(queue.proxy().count("ReceiveMessage")).isZero();
    }

    @Test
    void queues_without_dead_letters_are_refused_with_a_reason() {
        assertThatThrownBy(() -> letters.list("nowhere", Selection.all(), PAGE, new Job()))
                .isInstanceOf(RefusedException.class)
                .hasMessage("there is no queue nowhere");
        String withoutPolicy =
                queue.deadLetterUrl().substring(queue.deadLetterUrl().lastIndexOf('/') + 1);
        assertThatThrownBy(() -> letters.list(withoutPolicy, Selection.all(), PAGE, new Job()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("has no dead-letter queue");
    }

    @Test
    void queues_are_listed_with_the_number_of_their_letters() throws Exception {
        fail("till 1", "till 2");

        List<QueueOfLetters> queues = letters.queues(letters.queueNames(""));

        assertThat(queues)
                .singleElement()
                .satisfies(found -> assertThat(found.letters()).isEqualTo(2))
                .satisfies(found -> assertThat(found.queue()).isEqualTo(queue.name()));
    }

    @ParameterizedTest
    @CsvSource({"403,OverLimit", "400,RequestThrottled", "403,AccessDenied", "500,InternalError"})
    void a_list_shows_the_letters_read_and_is_marked_incomplete_if_sqs_refuses_further_polls(int status, String code)
            throws Exception {
        fail(numbered(25));
        failAfterReceives(2, status, code);
        Job job = new Job();

        Listing listing = letters.list(queue.name(), Selection.all(), PAGE, job);

        assertThat(listing.letters()).isEqualTo(20);
        assertThat(listing.outOfSight()).isEqualTo(5);
        assertThat(listing.stopped()).startsWith("SQS returns no more letters: ");
        assertThat(job.stopped()).contains(listing.stopped());
        assertThat(queue.visibleDeadLetters()).isEqualTo(25);
    }

    @Test
    void an_empty_list_reports_that_too_many_letters_are_hidden() throws Exception {
        fail("till 1");
        failAfterReceives(0, 403, "OverLimit");

        Listing listing = letters.list(queue.name(), Selection.all(), PAGE, new Job());

        assertThat(listing.letters()).isZero();
        assertThat(listing.outOfSight()).isEqualTo(1);
        assertThat(listing.stopped()).contains("returns no more");
    }

    @Test
    void a_list_fails_if_sqs_refuses_the_first_poll() throws Exception {
        fail("till 1");
        failAfterReceives(0, 403, "AccessDenied");

        assertThatThrownBy(() -> letters.list(queue.name(), Selection.all(), PAGE, new Job()))
                .isInstanceOf(SqsException.class);
    }

    @Test
    void a_list_is_shown_even_if_its_letters_stay_hidden_for_a_while() throws Exception {
        fail("till 1", "till 2");
        queue.proxy().faults().on("ChangeMessageVisibilityBatch").refuse(403, "AccessDenied");

        assertThat(letters.list(queue.name(), Selection.all(), PAGE, new Job()).letters())
                .isEqualTo(2);
    }

    @Test
    void a_letter_that_an_incomplete_list_lacks_is_not_reported_as_missing() throws Exception {
        fail(numbered(25));
        failAfterReceives(2, 403, "OverLimit");

        assertThatThrownBy(() -> letters.show(queue.name(), "nobody", new Job()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(
                        "was not found among the letters of " + queue.name() + ", but not all could be read");
    }

    @Test
    void a_redrive_sends_back_the_letters_that_sqs_returns_and_reports_that_more_remain() throws Exception {
        fail(numbered(25));
        failing.clear();
        queue.context().getRouteController().stopRoute("billing");
        queue.proxy().faults().on("ReceiveMessage").after(2).times(1).refuse(403, "OverLimit");

        Outcome outcome = redrive(Selection.all());

        assertThat(outcome.count(Count.MOVED)).isEqualTo(20);
        assertThat(outcome.count(Count.OUT_OF_SIGHT)).isEqualTo(5);
        assertThat(outcome.stopped()).contains("returns no more");
        assertThat(letters.audit(queue.name(), 1).get(0).outcome()).startsWith("ended early: ");
    }

    @ParameterizedTest
    @CsvSource({"400,RequestThrottled", "403,AccessDenied", "500,InternalError"})
    void a_redrive_that_cannot_read_all_letters_fails_before_it_moves_one(int status, String code) throws Exception {
        fail(numbered(25));
        failAfterReceives(2, status, code);

        assertThatThrownBy(() -> redrive(Selection.all())).isInstanceOf(SqsException.class);

        assertThat(queue.deadLetterCount()).isEqualTo(25);
    }

    @Test
    void a_redrive_keeps_its_rate() throws Exception {
        String[] bodies = IntStream.range(0, 6).mapToObj(i -> "till " + i).toArray(String[]::new);
        fail(bodies);
        failing.clear();
        long start = System.nanoTime();

        letters.redrive(
                queue.name(),
                Selection.fingerprint(fingerprintOf("till 1")),
                new Rate(5),
                false,
                Author.of("me"),
                new Job());

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(1200));
        await().untilAsserted(() -> assertThat(handled).hasSize(6));
        assertThatThrownBy(() -> new Rate(-1)).hasMessageStartingWith("rate -1: must be");
    }

    private void fail(String... bodies) throws Exception {
        failing.addAll(List.of(bodies));
        queue.send(bodies);
        queue.consume(ONCE, handler);
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        await().untilAsserted(() -> assertThat(queue.deadLetterCount()).isEqualTo(bodies.length));
    }

    private static String[] numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "till " + i).toArray(String[]::new);
    }

    private void failAfterReceives(int receives, int status, String code) throws Exception {
        queue.context().getRouteController().stopRoute("billing");
        queue.proxy().faults().on("ReceiveMessage").after(receives).refuse(status, code);
    }

    private static void failIn(String body) {
        if (body.startsWith("stock")) {
            failInTheStock(body);
        }
        failAtTheTill(body);
    }

    private static void failAtTheTill(String body) {
        throw new IllegalStateException(body);
    }

    private static void failInTheStock(String body) {
        throw new IllegalStateException(body);
    }

    private void claimAndCrash(String event) {
        claimAndCrash(event, "");
    }

    private void claimAndCrash(String event, String source) {
        new DynamoDbLedger(TABLE.table(), Clock.systemUTC())
                .claim(new Work(event, source, queue.name(), "m", 1), Duration.ZERO);
        queue.receiveAndLetGo();
        queue.receiveAndLetGo();
        await().untilAsserted(() -> assertThat(queue.deadLetterCount()).isEqualTo(1));
    }

    private Outcome redrive(Selection selection) {
        return letters.redrive(queue.name(), selection, Rate.UNLIMITED, false, Author.of("me"), new Job());
    }

    private void refused(String id, Edit edit, String why) {
        assertThatThrownBy(() -> letters.edit(queue.name(), id, edit, Author.of("me"), new Job()))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith(why);
    }

    private List<String> bodies(Selection selection) {
        return letters.letters(queue.name(), selection, PAGE, new Job()).letters().stream()
                .map(letter -> letters.show(queue.name(), letter.messageId(), new Job())
                        .orElseThrow()
                        .body())
                .toList();
    }

    private Letter onlyLetter() {
        List<Letter> all =
                letters.letters(queue.name(), Selection.all(), PAGE, new Job()).letters();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private Letter letterOf(String message) {
        return letters.letters(queue.name(), Selection.all(), PAGE, new Job()).letters().stream()
                .filter(letter -> letter.message().equals(message))
                .findFirst()
                .orElseThrow();
    }

    private String fingerprintOf(String message) {
        return letterOf(message).fingerprint();
    }

    private String bodyToId(String message) {
        return letterOf(message).messageId();
    }
}
