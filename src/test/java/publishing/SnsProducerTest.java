package publishing;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import event.WireFormat;
import event.WireMessage;
import event.WireMessage.Attribute;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import local.LocalCloud;
import local.ProxiedCloud;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.aws2.sns.Sns2Constants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import publishing.Publication.SnsFields;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

class SnsProducerTest {
    private static ProxiedCloud cloud;
    private static SnsClient client;
    private static int tests;

    private DefaultCamelContext camel;
    private ProducerTemplate producer;
    private String topic;

    @BeforeAll
    static void start() {
        cloud = LocalCloud.withProxies();
        client = Subscribed.client(cloud.sns().endpoint());
    }

    @AfterAll
    static void stop() {
        client.close();
        cloud.close();
    }

    @BeforeEach
    void startCamel() {
        topic = "topic-" + tests++;
        camel = new DefaultCamelContext();
        camel.addComponent("aws2-sns", new SnsComponent());
        camel.getRegistry().bind("sns", client);
        camel.start();
        producer = camel.createProducerTemplate();
    }

    @AfterEach
    void stopCamel() {
        camel.stop();
        cloud.reset();
    }

    @ParameterizedTest
    @CsvSource({"2, 1.1", "4, 0.6", "8, 0.35", "16, 0.2", "50, 0.11"})
    void callers_that_wait_for_each_answer_share_requests(int callers, double requestsAnEvent) throws Exception {
        Subscribed queue = Subscribed.to(topic, cloud);
        cloud.sns().faults().on("PublishBatch").delay(Duration.ofMillis(20));
        int each = 20;

        List<String> ids = concurrently(
                callers,
                caller -> IntStream.range(0, each)
                        .mapToObj(number -> send("aws2-sns:" + topic, event(caller + "-" + number)))
                        .map(sent -> sent.getMessage().getHeader(Sns2Constants.MESSAGE_ID, String.class))
                        .toList());

        assertThat(ids).hasSize(callers * each).doesNotContainNull().doesNotHaveDuplicates();
        assertThat((double) cloud.sns().count("PublishBatch")).isLessThanOrEqualTo(callers * each * requestsAnEvent);
        assertThat(queue.events(callers * each)).hasSize(callers * each);
    }

    @Test
    void an_event_goes_to_the_region_of_its_topic() {
        List<String> regions = new CopyOnWriteArrayList<>();
        ExecutionInterceptor signature = new ExecutionInterceptor() {
            @Override
            public void beforeTransmission(Context.BeforeTransmission sent, ExecutionAttributes attributes) {
                regions.add(sent.httpRequest()
                        .firstMatchingHeader("Authorization")
                        .orElseThrow()
                        .split("/", -1)[2]);
            }
        };
        try (SnsClient signing = Subscribed.client(cloud.sns().endpoint(), signature)) {
            camel.getRegistry().bind("sns", signing);

            send("aws2-sns:arn:aws:sns:us-west-2:123456789012:catalog", event("1"));
            send("aws2-sns:arn:aws:sns:us-east-1:123456789012:catalog", event("2"));
        }

        assertThat(regions.stream().distinct()).containsExactly("us-west-2", "us-east-1");
    }

    @Test
    void a_lone_event_is_sent_on_the_callers_thread_and_several_events_on_others() throws Exception {
        Subscribed.to(topic, cloud);
        List<Thread> threads = new ArrayList<>();
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:publish").to("aws2-sns:" + topic).process(exchange -> threads.add(Thread.currentThread()));
            }
        });

        Exchange one = send("direct:publish", event("1"));
        Exchange several = send("direct:publish", List.of(event("2"), event("3")));

        assertThat(List.of(one, several))
                .allSatisfy(sent -> assertThat(sent.getException()).isNull());
        assertThat(threads).hasSize(2);
        assertThat(threads.get(0)).isSameAs(Thread.currentThread());
        assertThat(threads.get(1)).isNotSameAs(Thread.currentThread());
        assertThat(cloud.sns().count("PublishBatch")).isEqualTo(2);
    }

    @Test
    void events_that_arrive_while_a_request_is_in_flight_are_sent_together_afterwards() throws Exception {
        Subscribed.to(topic, cloud);
        CompletableFuture<Exchange> lone = held(event("0"));

        List<CompletableFuture<Exchange>> others = sentAtOnce(1, 10);
        await().during(Duration.ofMillis(300)).until(() -> cloud.sns().count("PublishBatch") == 1);
        cloud.sns().faults().clear();

        assertThat(lone.get().getException()).isNull();
        for (CompletableFuture<Exchange> other : others) {
            assertThat(other.get().getException()).isNull();
        }
        assertThat(cloud.sns().count("PublishBatch")).isEqualTo(2);
    }

    @Test
    void ten_events_do_not_wait_for_a_request_that_hangs() throws Exception {
        Subscribed.to(topic, cloud);
        CompletableFuture<Exchange> lone = held(event("0"));

        List<CompletableFuture<Exchange>> others = sentAtOnce(1, 11);

        for (CompletableFuture<Exchange> other : others) {
            assertThat(other.get(20, SECONDS).getException()).isNull();
        }
        assertThat(lone).isNotDone();
        cloud.sns().faults().clear();
        assertThat(lone.get().getException()).isNull();
    }

    @Test
    void an_event_of_another_topic_does_not_wait_for_a_request_that_hangs() throws Exception {
        Subscribed.to(topic, cloud);
        Subscribed.to(topic + "-other", cloud);
        CompletableFuture<Exchange> lone = held(event("0"));

        Exchange other = send("aws2-sns:" + topic + "-other", event("1"));

        assertThat(other.getException()).isNull();
        assertThat(lone).isNotDone();
        cloud.sns().faults().clear();
    }

    @Test
    void a_failed_request_fails_only_its_own_events_and_later_ones_are_sent() throws Exception {
        Subscribed queue = Subscribed.to(topic, cloud);
        cloud.sns().faults().on("PublishBatch").times(1).delay(Duration.ofMillis(500));
        cloud.sns().faults().on("PublishBatch").times(1).refuse(400, "InvalidParameter");

        CompletableFuture<Exchange> lone = CompletableFuture.supplyAsync(() -> send("aws2-sns:" + topic, event("0")));
        await().until(() -> cloud.sns().count("PublishBatch") == 1);
        List<CompletableFuture<Exchange>> others = sentAtOnce(1, 4);

        assertThat(lone.get().getException()).isInstanceOf(SnsRefusedException.class);
        for (CompletableFuture<Exchange> other : others) {
            assertThat(other.get().getException()).isNull();
        }
        assertThat(queue.events(3)).hasSize(3);
    }

    @Tag("timing")
    @Test
    void a_caller_that_publishes_event_after_event_does_not_wait_for_each() throws Exception {
        Subscribed queue = Subscribed.to(topic, cloud);
        cloud.sns().faults().on("PublishBatch").delay(Duration.ofMillis(20));
        int events = 200;
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("seda:orders?size=" + events).to("aws2-sns:" + topic);
            }
        });

        for (int number = 0; number < events; number++) {
            send("seda:orders?waitForTaskToComplete=Never", event(String.valueOf(number)));
        }

        assertThat(queue.events(events)).hasSize(events);
        assertThat(cloud.sns().count("PublishBatch")).isLessThanOrEqualTo(30);
    }

    @Test
    void an_event_waits_for_the_previous_one_of_its_group_even_of_another_caller() throws Exception {
        topic += ".fifo";
        Subscribed queue = Subscribed.to(topic, cloud);
        cloud.sns().faults().on("PublishBatch").times(1).hold();

        CompletableFuture<Exchange> first = CompletableFuture.supplyAsync(() -> send(grouped(), event("a1")));
        await().until(() -> cloud.sns().count("PublishBatch") == 1);
        CompletableFuture<Exchange> second = CompletableFuture.supplyAsync(() -> send(grouped(), event("a2")));
        await().during(Duration.ofMillis(300)).until(() -> cloud.sns().count("PublishBatch") == 1);
        cloud.sns().faults().clear();

        assertThat(List.of(first.get(), second.get()))
                .allSatisfy(sent -> assertThat(sent.getException()).isNull());
        assertThat(queue.events(2)).extracting(e -> e.id()).containsExactly("a1", "a2");
    }

    @Test
    void only_entries_that_failed_without_a_sender_fault_are_sent_again() {
        Subscribed queue = Subscribed.to(topic, cloud);
        cloud.sns().faults().on("PublishBatch").times(1).failEntries(position -> position == 1);

        Exchange sent = send("aws2-sns:" + topic, List.of(event("a"), event("b"), event("c")));

        assertThat(sent.getException()).isNull();
        assertThat(cloud.sns().count("PublishBatch")).isEqualTo(2);
        assertThat(queue.events(3)).extracting(e -> e.id()).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void an_entry_that_keeps_failing_fails_alone() {
        Subscribed queue = Subscribed.to(topic, cloud);
        cloud.sns().faults().on("PublishBatch").times(1).failEntries(position -> position == 0);
        cloud.sns().faults().on("PublishBatch").failEntries(position -> position == 0);

        Exchange sent = send("aws2-sns:" + topic, List.of(event("a"), event("b")));

        assertThat(sent.getException(BatchFailedException.class))
                .hasMessageContaining("1 of 2")
                .hasCauseInstanceOf(SnsUnavailableException.class);
        assertThat(cloud.sns().count("PublishBatch")).isEqualTo(5);
        assertThat(queue.events(1)).extracting(e -> e.id()).containsExactly("b");
    }

    @Test
    void throttled_requests_and_errors_of_sns_are_retried() {
        Subscribed queue = Subscribed.to(topic, cloud);
        cloud.sns().faults().on("PublishBatch").times(1).throttle();
        cloud.sns().faults().on("PublishBatch").times(1).internalError();

        Exchange sent = send("aws2-sns:" + topic, event("a"));

        assertThat(sent.getException()).isNull();
        assertThat(cloud.sns().count("PublishBatch")).isEqualTo(3);
        assertThat(queue.events(1)).hasSize(1);
    }

    @Test
    void an_outage_is_reported_after_a_few_attempts() {
        Subscribed.to(topic, cloud);
        cloud.sns().faults().on("PublishBatch").cutBeforeWork();

        Exchange sent = send("aws2-sns:" + topic, event("a"));

        assertThat(sent.getException()).isInstanceOf(SnsUnavailableException.class);
        assertThat(cloud.sns().count("PublishBatch")).isBetween(2, 5);
    }

    @Test
    void a_sender_fault_is_not_retried() {
        Subscribed.to(topic, cloud);
        cloud.sns().faults().on("PublishBatch").refuse(400, "InvalidParameter");

        Exchange sent = send("aws2-sns:" + topic, event("a"));

        assertThat(sent.getException())
                .isInstanceOf(SnsRefusedException.class)
                .hasMessageContaining("InvalidParameter");
        assertThat(cloud.sns().count("PublishBatch")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "400, InvalidParameter",
        "400, ParameterValueInvalid",
        "400, ValidationError",
        "400, BatchRequestTooLong",
        "400, UnheardOf",
        "413, RequestEntityTooLarge"
    })
    void a_batch_that_sns_refuses_is_sent_again_in_parts(int status, String code) {
        Subscribed queue = Subscribed.to(topic, cloud);
        cloud.sns().faults().on("PublishBatch").times(1).refuse(status, code);

        Exchange sent = send("aws2-sns:" + topic, List.of(event("a"), event("b")));

        assertThat(sent.getException()).isNull();
        assertThat(cloud.sns().count("PublishBatch")).isEqualTo(3);
        assertThat(queue.events(2)).extracting(e -> e.id()).containsExactlyInAnyOrder("a", "b");
    }

    @ParameterizedTest
    @CsvSource({
        "403, AuthorizationError",
        "403, InvalidClientTokenId",
        "400, AccessDeniedException",
        "400, ExpiredToken",
        "400, KMSAccessDenied",
        "400, KMSDisabled",
        "400, KMSInvalidState",
        "400, KMSNotFound",
        "404, NotFound"
    })
    void a_batch_refused_for_missing_permissions_or_its_key_is_not_sent_in_parts(int status, String code) {
        Subscribed.to(topic, cloud);
        cloud.sns().faults().on("PublishBatch").refuse(status, code);

        Exchange sent = send("aws2-sns:" + topic, List.of(event("a"), event("b")));

        assertThat(sent.getException()).hasMessageContaining("2 of 2");
        assertThat(cloud.sns().calls("PublishBatch"))
                .allSatisfy(call -> assertThat(call.body().has("PublishBatchRequestEntries.member.2.Id"))
                        .isTrue());
    }

    /** An error that is not an event's own fault holds its group, so that no later event overtakes. */
    @ParameterizedTest
    @CsvSource({
        "400, KMSThrottling",
        "400, Throttling",
        "400, ExpiredToken",
        "403, AuthorizationError",
        "400, KMSInvalidState",
        "404, NotFound",
        "500, InternalError",
        "503, ServiceUnavailable"
    })
    void events_that_are_refused_for_a_moment_are_published_in_their_order(int status, String code) {
        topic += ".fifo";
        Subscribed queue = Subscribed.to(topic, cloud);
        cloud.sns().faults().on("PublishBatch").times(1).refuse(status, code);

        Exchange sent = send(
                "aws2-sns:" + topic,
                Stream.of("a-1", "a-2", "a-3", "a-4")
                        .map(id -> grouped(event(id)))
                        .toList());

        assertThat(sent.getException()).isNull();
        assertThat(queue.events(4)).extracting(e -> e.id()).containsExactly("a-1", "a-2", "a-3", "a-4");
    }

    @Test
    void only_the_ten_of_a_hundred_simultaneous_posts_that_sns_refuses_fail() throws Exception {
        Subscribed queue = Subscribed.to(topic, cloud);
        // The first request delays the others, so that wrong and correct events share batches.
        cloud.sns().faults().on("PublishBatch").times(1).delay(Duration.ofMillis(500));

        List<Integer> failed = concurrently(100, caller -> {
            Exchange sent = producer.send("aws2-sns:" + topic, post -> {
                post.getMessage().setBody(String.valueOf(caller));
                post.getMessage().setHeader(caller % 10 == 3 ? "two..dots" : "colour", "red");
            });
            assertThat(sent.getException() == null || sent.getException() instanceof SnsRefusedException)
                    .isTrue();
            return sent.getException() == null ? List.of() : List.of(caller);
        });

        assertThat(failed).containsExactlyInAnyOrder(3, 13, 23, 33, 43, 53, 63, 73, 83, 93);
        assertThat(queue.messages(90))
                .extracting(Message::body)
                .containsExactlyInAnyOrder(IntStream.range(0, 100)
                        .filter(caller -> caller % 10 != 3)
                        .mapToObj(String::valueOf)
                        .toArray(String[]::new));
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void groups_keep_their_order_when_batches_are_sent_in_parts() {
        topic += ".fifo";
        Subscribed queue = Subscribed.to(topic, cloud);
        IntPredicate guilty = i -> i % 11 == 5;
        IntFunction<String> id = i -> "abcd".charAt(i % 4) + "-" + i / 4;
        List<Publication> publications = IntStream.range(0, 120)
                .mapToObj(i -> guilty.test(i) ? refused(id.apply(i)) : grouped(event(id.apply(i))))
                .toList();
        List<String> sound =
                IntStream.range(0, 120).filter(guilty.negate()).mapToObj(id).toList();

        Exchange sent = send("aws2-sns:" + topic, publications);

        assertThat(sent.getException()).hasMessageContaining("11 of 120");
        Map<String, List<String>> arrived = queue.messages(sound.size()).stream()
                .map(SnsProducerTest::id)
                .collect(Collectors.groupingBy(each -> each.substring(0, 1)));
        assertThat(arrived).isEqualTo(sound.stream().collect(Collectors.groupingBy(each -> each.substring(0, 1))));
    }

    @Test
    void batches_stay_under_the_limit_in_bytes() {
        Subscribed queue = Subscribed.to(topic, cloud);
        List<CloudEvent> events = IntStream.range(0, 5)
                .mapToObj(i -> event(String.valueOf(i), "x".repeat(100_000)))
                .toList();

        Exchange sent = send("aws2-sns:" + topic, events);

        assertThat(sent.getException()).isNull();
        assertThat(cloud.sns().count("PublishBatch")).isEqualTo(3);
        assertThat(queue.events(5)).hasSize(5);
    }

    @Test
    void a_request_with_a_lost_response_is_repeated_and_a_fifo_topic_delivers_once() {
        topic += ".fifo";
        Subscribed queue = Subscribed.to(topic, cloud);
        cloud.sns().faults().on("PublishBatch").times(1).loseAnswer();

        Exchange sent = send(grouped(), event("a"));

        assertThat(sent.getException()).isNull();
        assertThat(sent.getMessage().getHeader(SnsProducer.SEQUENCE_NUMBER)).isNotNull();
        assertThat(cloud.sns().count("PublishBatch")).isEqualTo(2);
        assertThat(queue.events(1)).hasSize(1);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void groups_keep_their_order_whatever_fails() {
        topic += ".fifo";
        Subscribed queue = Subscribed.to(topic, cloud);
        cloud.sns().faults().on("PublishBatch").times(2).loseAnswer();
        cloud.sns().faults().on("PublishBatch").failEntriesWithProbability(0.1);
        List<Publication> publications = IntStream.range(0, 120)
                .mapToObj(i -> grouped(event("abc".charAt(i % 3) + "-" + i / 3)))
                .toList();

        Exchange sent = send("aws2-sns:" + topic, publications);

        assertThat(sent.getException()).isNull();
        Map<String, List<String>> byGroup = queue.messages(120).stream()
                .collect(Collectors.groupingBy(
                        m -> m.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID),
                        Collectors.mapping(SnsProducerTest::id, Collectors.toList())));
        byGroup.forEach((group, ids) -> assertThat(ids)
                .containsExactlyElementsOf(
                        IntStream.range(0, 40).mapToObj(n -> group + "-" + n).toList()));
    }

    @Test
    void later_events_of_a_group_do_not_overtake_a_failed_one() {
        topic += ".fifo";
        Subscribed queue = Subscribed.to(topic, cloud);
        cloud.sns().faults().on("PublishBatch").times(3).cutBeforeWork();

        Exchange sent = send(grouped(), List.of(event("a"), event("b")));

        assertThat(sent.getException(BatchFailedException.class)).hasMessageContaining("2 of 2");
        assertThat(send(grouped(), List.of(event("a"), event("b"))).getException())
                .isNull();
        assertThat(queue.events(2)).extracting(e -> e.id()).containsExactly("a", "b");
    }

    @Test
    void events_that_are_pending_at_a_stop_are_sent_and_answered() throws Exception {
        Subscribed queue = Subscribed.to(topic, cloud);
        cloud.sns().faults().on("PublishBatch").times(1).delay(Duration.ofMillis(500));
        CompletableFuture<Exchange> first = CompletableFuture.supplyAsync(() -> send("aws2-sns:" + topic, event("0")));
        await().until(() -> cloud.sns().count("PublishBatch") == 1);
        List<CompletableFuture<Exchange>> sent = new ArrayList<>(sentAtOnce(1, 5));
        sent.add(first);

        camel.stop();

        assertThat(sent).allSatisfy(exchange -> assertThat(exchange).succeedsWithin(Duration.ofSeconds(10)));
        assertThat(sent)
                .allSatisfy(
                        exchange -> assertThat(exchange.join().getException()).isNull());
        assertThat(queue.events(5)).hasSize(5);
    }

    @Test
    void a_missing_topic_delays_only_its_own_route() throws Exception {
        Subscribed.to(topic, cloud);
        DefaultCamelContext other = new DefaultCamelContext();
        other.addComponent("aws2-sns", new SnsComponent());
        other.getRegistry().bind("sns", client);
        other.getRouteController().supervising().setBackOffDelay(50);
        other.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:there").routeId("there").to("aws2-sns:" + topic);
                from("direct:missing").routeId("missing").to("aws2-sns:" + topic + "-later");
            }
        });

        other.start();

        await().until(() -> other.getRouteController().getRouteStatus("there").isStarted());
        assertThat(other.getRouteController().getRouteStatus("missing").isStarted())
                .isFalse();
        Subscribed.to(topic + "-later", cloud);
        await().until(() -> other.getRouteController().getRouteStatus("missing").isStarted());
        other.stop();
    }

    @Test
    void building_an_endpoint_makes_no_call_to_aws() {
        camel.getEndpoint("aws2-sns:" + topic);
        camel.getEndpoint("aws2-sns:arn:aws:sns:us-east-1:000000000000:" + topic);

        assertThat(cloud.sns().calls()).isEmpty();
    }

    @Test
    void a_plain_message_equals_that_of_camels_own_component_but_keeps_numbers_as_numbers() {
        Subscribed queue = Subscribed.to(topic, cloud);

        Exchange sent = producer.send("aws2-sns:" + queue.topicArn(), exchange -> {
            exchange.getMessage().setBody("hello");
            exchange.getMessage().setHeader(Sns2Constants.SUBJECT, "greeting");
            exchange.getMessage().setHeader("colour", "red");
            exchange.getMessage().setHeader("amount", 12);
            exchange.getMessage().setHeader("vip", true);
            exchange.getMessage().setHeader("tags", List.of("a", 1));
            exchange.getMessage().setHeader("photo", new byte[] {1});
            exchange.getMessage().setHeader("CamelAnything", "not sent");
        });

        assertThat(sent.getException()).isNull();
        Message message = queue.messages(1).get(0);
        assertThat(message.body()).isEqualTo("hello");
        assertThat(message.messageAttributes())
                .containsOnlyKeys("colour", "amount", "vip", "tags", "photo")
                .extractingByKey("amount")
                .extracting(a -> a.dataType())
                .isEqualTo("Number");
    }

    @Test
    void batch_enabled_is_refused_because_it_is_always_on() {
        assertThatThrownBy(() -> camel.getEndpoint("aws2-sns:" + topic + "?batchEnabled=true"))
                .hasMessageContaining("batchEnabled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"linger", "maxLinger"})
    void a_removed_option_is_refused_with_its_replacement(String option) {
        assertThatThrownBy(() -> camel.getEndpoint("aws2-sns:" + topic + "?" + option + "=5ms"))
                .hasMessageEndingWith(option + " is gone: an event is sent at once, or with the next request if one is"
                        + " in flight; leave it out");
    }

    /** Sends an event in a request that is held until the faults are cleared. */
    private CompletableFuture<Exchange> held(CloudEvent event) {
        cloud.sns().faults().on("PublishBatch").times(1).hold();
        CompletableFuture<Exchange> sent = producer.asyncSend(
                "aws2-sns:" + topic, exchange -> exchange.getMessage().setBody(event));
        await().until(() -> cloud.sns().count("PublishBatch") == 1);
        return sent;
    }

    /** Sends events on the current thread, one right after the other. */
    private List<CompletableFuture<Exchange>> sentAtOnce(int from, int to) throws Exception {
        AsyncProducer sns = camel.getEndpoint("aws2-sns:" + topic).createAsyncProducer();
        sns.start();
        return IntStream.range(from, to)
                .mapToObj(i -> {
                    Exchange exchange = new DefaultExchange(camel);
                    exchange.getMessage().setBody(event(String.valueOf(i)));
                    return sns.processAsync(exchange);
                })
                .toList();
    }

    private Exchange send(String endpoint, Object body) {
        return producer.send(endpoint, exchange -> {
            exchange.setProperty(Sns2Constants.MESSAGE_GROUP_ID_PROPERTY, "one");
            exchange.getMessage().setBody(body);
        });
    }

    private String grouped() {
        return "aws2-sns:" + topic + "?messageGroupIdStrategy=usePropertyValue";
    }

    private static Publication grouped(CloudEvent event) {
        String group = event.getId().substring(0, 1);
        return new Publication(
                event.getId(), WireFormat.encode(event), new SnsFields(group, event.getId(), null, null));
    }

    /** A publication with an attribute whose name breaks a rule of SNS. */
    private static Publication refused(String id) {
        WireMessage message = new WireMessage(id, Map.of("two..dots", Attribute.string("x")));
        return new Publication(id, message, new SnsFields(id.substring(0, 1), id, null, null));
    }

    private static CloudEvent event(String id) {
        return event(id, "data of " + id);
    }

    private static CloudEvent event(String id, String data) {
        return CloudEventBuilder.v1()
                .withId(id)
                .withSource(URI.create("/test"))
                .withType("Tested")
                .withData("text/plain", data.getBytes(StandardCharsets.UTF_8))
                .build();
    }

    private static String id(Message message) {
        return message.messageAttributes().get("ce_id").stringValue();
    }

    private static <T> List<T> concurrently(int callers, IntFunction<List<T>> caller) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Future<List<T>>> results = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                int number = i;
                results.add(threads.submit(() -> caller.apply(number)));
            }
            List<T> all = new ArrayList<>();
            for (Future<List<T>> result : results) {
                all.addAll(result.get(60, SECONDS));
            }
            return all;
        } finally {
            threads.shutdown();
        }
    }
}
