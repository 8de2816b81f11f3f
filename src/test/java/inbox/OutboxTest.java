package inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import aws.AwsClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import local.faults.AwsProxy;
import local.faults.Call;
import local.sqs.LocalSqs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SqsException;
import sqs.EntryFailedException;
import sqs.MessageCopy;
import sqs.SqsQueue;

class OutboxTest {
    private final LocalSqs service = LocalSqs.start(0);
    private final AwsProxy proxy = AwsProxy.inFrontOf(service.endpoint());
    private final AwsClients aws = AwsClients.of(proxy.endpoint(), proxy.endpoint(), proxy.endpoint());
    private final String url =
            aws.sqs().createQueue(request -> request.queueName("app-inbox-ana")).queueUrl();
    private final Outbox outbox = new Outbox(new SqsQueue(aws.sqs(), url));
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
        aws.close();
        proxy.close();
        service.close();
    }

    @Test
    void a_lone_event_is_sent_at_once_on_the_callers_thread() throws Exception {
        outbox.send(event(1));

        assertThat(sizes()).containsExactly(1);
    }

    @Test
    void events_that_arrive_while_a_request_is_in_flight_share_the_next_ones() throws Exception {
        proxy.faults().on("SendMessageBatch").times(1).hold();
        Future<?> first = send(1);
        await().until(() -> sizes().size() == 1);
        List<Future<?>> others =
                IntStream.rangeClosed(2, 13).<Future<?>>mapToObj(this::send).toList();
        await().until(() -> outbox.waiting() == 12);

        proxy.faults().clear();

        first.get();
        for (Future<?> other : others) {
            other.get();
        }
        assertThat(sizes()).containsExactly(1, 10, 2);
    }

    @Test
    void one_refused_event_fails_alone() throws Exception {
        proxy.faults().on("SendMessageBatch").times(1).delay(Duration.ofSeconds(1));
        proxy.faults().on("SendMessageBatch").after(1).times(1).failEntries(place -> place == 0);
        Future<?> first = send(1);
        await().until(() -> sizes().size() == 1);

        List<Future<?>> together = List.of(send(2), send(3));

        await().until(() -> outbox.waiting() == 2);
        assertThat(first.get()).isNull();
        assertThat(together.stream().flatMap(answer -> failure(answer).stream()))
                .singleElement()
                .isInstanceOf(EntryFailedException.class);
        assertThat(sizes()).containsExactly(1, 2);
    }

    @Test
    void a_request_that_fails_is_the_failure_of_each_of_its_events_and_the_next_one_is_sent() throws Exception {
        proxy.faults().on("SendMessageBatch").refuse(403, "AccessDenied");

        assertThatThrownBy(() -> outbox.send(event(1))).isInstanceOf(SqsException.class);
        proxy.faults().clear();
        outbox.send(event(2));

        assertThat(aws.sqs()
                        .receiveMessage(request -> request.queueUrl(url).maxNumberOfMessages(10))
                        .messages())
                .extracting(Message::body)
                .containsExactly("2");
    }

    @Test
    void a_caller_that_is_interrupted_while_waiting_leaves_no_event_behind() throws Exception {
        proxy.faults().on("SendMessageBatch").times(1).hold();
        Future<?> first = send(1);
        await().until(() -> sizes().size() == 1);
        Future<?> second = send(2);
        await().until(() -> outbox.waiting() == 1);

        second.cancel(true);

        await().until(() -> outbox.waiting() == 0);
        proxy.faults().clear();
        first.get();
        outbox.send(event(3));
        assertThat(sizes()).containsExactly(1, 1);
    }

    private Future<?> send(int number) {
        return threads.submit(() -> {
            outbox.send(event(number));
            return null;
        });
    }

    private static Optional<Throwable> failure(Future<?> answer) {
        try {
            answer.get();
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MessageCopy event(int number) {
        return new MessageCopy(Message.builder().build(), String.valueOf(number), Map.of(), null, false);
    }

    private List<Integer> sizes() {
        return proxy.calls("SendMessageBatch").stream()
                .map(Call::body)
                .map(body -> body.path("Entries").size())
                .toList();
    }
}
