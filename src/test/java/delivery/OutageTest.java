package delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import local.faults.Call;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.engine.DefaultSupervisingRouteController;
import org.apache.camel.spi.SupervisingRouteController;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A missing queue or an unavailable AWS delays only the routes that need it. */
class OutageTest {
    private final QueueForTests queue = QueueForTests.standard();
    private final AtomicInteger handled = new AtomicInteger();

    @AfterEach
    void stop() {
        queue.close();
    }

    @Test
    void building_an_endpoint_makes_no_call_to_aws() {
        queue.context().start();

        queue.context().getEndpoint("aws2-sqs:" + queue.name());
        queue.context()
                .getEndpoint(
                        "aws2-sqs:made?autoCreateQueue=true&messageRetentionPeriod=600&defaultVisibilityTimeout=9");

        assertThat(queue.proxy().calls()).isEmpty();
    }

    @Test
    void a_route_whose_queue_is_missing_comes_up_later_by_itself() throws Exception {
        supervise();
        queue.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("aws2-sqs:late?waitTimeSeconds=1").routeId("late").process(exchange -> handled.incrementAndGet());
            }
        });
        queue.send("placed");
        queue.consume("", exchange -> handled.incrementAndGet());
        await().untilAtomic(handled, equalTo(1));
        assertThat(status("late")).isNotEqualTo(ServiceStatus.Started);

        String late =
                queue.sqs().createQueue(request -> request.queueName("late")).queueUrl();
        queue.sqs().sendMessage(request -> request.queueUrl(late).messageBody("paid"));

        await().untilAtomic(handled, equalTo(2));
    }

    @Test
    void an_aws_outage_at_the_start_delays_the_route() throws Exception {
        supervise();
        queue.proxy().faults().onEverything().unavailable();
        queue.send("placed");

        queue.consume("", exchange -> handled.incrementAndGet());
        await().untilAsserted(
                        () -> assertThat(queue.proxy().count("GetQueueUrl")).isPositive());
        assertThat(queue.context().getStatus()).isEqualTo(ServiceStatus.Started);
        assertThat(status("billing")).isNotEqualTo(ServiceStatus.Started);
        queue.proxy().faults().clear();

        await().untilAsserted(() -> assertThat(queue.left()).isZero());
        assertThat(handled).hasValue(1);
    }

    @Test
    void polls_pause_while_sqs_is_unavailable_and_continue_afterwards() throws Exception {
        queue.consume("", exchange -> handled.incrementAndGet());
        await().untilAsserted(
                        () -> assertThat(queue.proxy().count("ReceiveMessage")).isPositive());

        queue.proxy().reset();
        queue.proxy().faults().on("ReceiveMessage").refuse(400, "AccessDenied");
        await().untilAsserted(
                        () -> assertThat(queue.proxy().count("ReceiveMessage")).isPositive());
        queue.send("placed");

        await().untilAsserted(() -> assertThat(receives()).hasSizeGreaterThan(3));
        assertThat(Duration.between(receives().get(0).at(), receives().get(3).at()))
                .as("three pauses, of a tenth of a second each at least")
                .isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertThat(handled).hasValue(0);
        queue.proxy().faults().clear();
        await().untilAsserted(() -> assertThat(queue.left()).isZero());
    }

    @Test
    void a_consumer_whose_polls_fail_is_down_until_they_succeed() throws Exception {
        HealthCheckRegistry registry = HealthCheckRegistry.get(queue.context());
        registry.register(registry.resolveById("consumers"));
        queue.consume("", exchange -> handled.incrementAndGet());
        await().untilAsserted(
                        () -> assertThat(queue.proxy().count("ReceiveMessage")).isPositive());
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);

        queue.proxy().faults().on("ReceiveMessage").refuse(400, "AccessDenied");

        await().untilAsserted(() -> assertThat(health().getState()).isEqualTo(HealthCheck.State.DOWN));
        assertThat(health().getMessage())
                .hasValueSatisfying(text -> assertThat(text).contains("billing"));
        assertThat(health().getError()).isPresent();
        queue.proxy().faults().clear();
        await().untilAsserted(() -> assertThat(health().getState()).isEqualTo(HealthCheck.State.UP));
    }

    private List<Call> receives() {
        return queue.proxy().calls("ReceiveMessage");
    }

    private void supervise() {
        SupervisingRouteController controller = new DefaultSupervisingRouteController();
        controller.setInitialDelay(0);
        controller.setBackOffDelay(200);
        queue.context().setRouteController(controller);
    }

    private ServiceStatus status(String route) {
        return queue.context().getRouteController().getRouteStatus(route);
    }

    private HealthCheck.Result health() {
        Collection<HealthCheck.Result> results = HealthCheckHelper.invokeReadiness(queue.context());
        return results.stream()
                .filter(result -> result.getCheck().getId().equals("consumer:billing"))
                .findFirst()
                .orElseThrow();
    }
}
