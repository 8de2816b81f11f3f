package reload;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatedDirectTest {
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final GatedDirect direct = new GatedDirect();
    private final AtomicInteger handled = new AtomicInteger();

    @BeforeEach
    void start() throws Exception {
        camel.addComponent("direct", direct);
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private void route(String id, String name, String to) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:" + name)
                        .routeId(id)
                        .errorHandler(noErrorHandler())
                        .process(exchange -> handled.incrementAndGet())
                        .to(to);
            }
        });
    }

    private void exchangeBill() throws Exception {
        Runnable open = direct.close(camel.getEndpoint("direct:bill"), Duration.ofSeconds(20))
                .orElseThrow();
        try {
            camel.getRouteController().stopRoute("bill");
            camel.removeRoute("bill");
            route("bill", "bill", "log:billed?level=TRACE");
        } finally {
            open.run();
        }
    }

    @Test
    void no_message_is_lost_or_fails_while_its_route_is_replaced_repeatedly() throws Exception {
        route("bill", "bill", "log:billed?level=TRACE");
        AtomicBoolean going = new AtomicBoolean(true);
        AtomicInteger sent = new AtomicInteger();
        Queue<Exception> failures = new ConcurrentLinkedQueue<>();
        ProducerTemplate template = camel.createProducerTemplate();
        List<CompletableFuture<Void>> senders = IntStream.range(0, 8)
                .mapToObj(sender -> CompletableFuture.runAsync(
                        () -> {
                            while (going.get()) {
                                Exchange answer = template.send("direct:bill", exchange -> {});
                                sent.incrementAndGet();
                                if (answer.getException() != null) {
                                    failures.add(answer.getException());
                                }
                            }
                        },
                        command -> new Thread(command).start()))
                .toList();

        for (int i = 0; i < 200; i++) {
            int before = sent.get();
            exchangeBill();
            await().until(() -> sent.get() > before);
        }
        going.set(false);
        for (CompletableFuture<Void> sender : senders) {
            sender.get(20, SECONDS);
        }

        assertThat(failures).isEmpty();
        assertThat(handled).hasValue(sent.get());
    }

    @Test
    void a_message_inside_a_closed_gate_may_pass_the_same_gate_again() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch on = new CountDownLatch(1);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:bill")
                        .routeId("bill")
                        .errorHandler(noErrorHandler())
                        .filter(header("again").isNull())
                        .setHeader("again", constant(true))
                        .process(exchange -> {
                            inside.countDown();
                            on.await();
                        })
                        .to("direct:bill")
                        .end();
            }
        });
        ProducerTemplate template = camel.createProducerTemplate();
        CompletableFuture<Exchange> sent =
                CompletableFuture.supplyAsync(() -> template.send("direct:bill", exchange -> {}));
        inside.await();
        CompletableFuture<Boolean> closed = CompletableFuture.supplyAsync(this::closes);

        on.countDown();

        assertThat(sent.get(20, SECONDS).getException()).isNull();
        assertThat(closed.get(20, SECONDS)).isTrue();
    }

    private boolean closes() {
        try {
            return direct.close(camel.getEndpoint("direct:bill"), Duration.ofSeconds(20))
                    .isPresent();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_gate_that_cannot_be_closed_in_time_stays_open() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch on = new CountDownLatch(1);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:bill").routeId("bill").process(exchange -> {
                    inside.countDown();
                    on.await();
                });
            }
        });
        ProducerTemplate template = camel.createProducerTemplate();
        CompletableFuture<Exchange> first =
                CompletableFuture.supplyAsync(() -> template.send("direct:bill", exchange -> {}));
        inside.await();

        boolean isClosed = direct.close(camel.getEndpoint("direct:bill"), Duration.ofMillis(50))
                .isPresent();
        on.countDown();

        assertThat(isClosed).isFalse();
        assertThat(first.get(20, SECONDS).getException()).isNull();
        assertThat(template.send("direct:bill", exchange -> {}).getException()).isNull();
    }
}
