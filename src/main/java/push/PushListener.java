package push;

import aws.TopicArns;
import event.ReceivedEvent;
import event.RouteHandler;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import ledger.AwaitedLedger;
import ledger.Lease;
import ledger.Ledger;
import ledger.Pauses;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.CallerRuns;
import process.SafeText;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.SnsServiceClientConfiguration;
import telemetry.Destination;
import telemetry.Processing;
import telemetry.Traces;

/** Receives pushes of SNS: verifies them, confirms the subscription, and passes events to the route. */
final class PushListener extends DefaultConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(PushListener.class);

    /** SNS retries for less than an hour, unless its delivery policy says otherwise. */
    private static final Duration OLDEST = Duration.ofHours(1);

    /** Allows for clocks that differ. */
    private static final Duration FUTURE = Duration.ofMinutes(5);

    private static final int RETRY_AFTER_SECONDS = 5;

    /** Concurrent renewals: as many as HTTP requests can wait, so that no renewal waits for another. */
    private static final int RENEWALS = 100;

    private final PushEndpoint endpoint;
    private final Clock clock = Clock.systemUTC();
    private final RouteHandler route = new RouteHandler(this);
    private final Traces traces;
    private PushSignature signature;
    private PushDelivery delivery;
    private PushMetrics metrics;
    private SnsClient sns;
    private String topicArn;
    private Consumer listener;
    private ScheduledExecutorService timer;
    private ExecutorService ledgerCalls;

    PushListener(PushEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.traces = Traces.of(endpoint.getCamelContext());
    }

    /**
     * Starts to listen once the topic's ARN is known.
     *
     * @throws IllegalStateException if the topic does not exist yet
     * @throws SdkException if AWS does not answer
     */
    @Override
    protected void doStart() throws Exception {
        super.doStart();
        sns = CamelContextHelper.mandatoryFindSingleByType(endpoint.getCamelContext(), SnsClient.class);
        topicArn = arn(endpoint.topic());
        String local = endpoint.getCamelContext().resolvePropertyPlaceholders("{{sns.local:}}");
        signature = new PushSignature(
                Optional.of(local).filter(text -> !text.isBlank()).map(URI::create));
        timer = endpoint.getCamelContext()
                .getExecutorServiceManager()
                .newScheduledThreadPool(this, "PushLease", RENEWALS);
        ledgerCalls = endpoint.getCamelContext().getExecutorServiceManager().newCachedThreadPool(this, "PushLedger");
        Ledger ledger = new AwaitedLedger(endpoint.ledger().shared(new CallerRuns(ledgerCalls)));
        delivery = new PushDelivery(
                getRouteId(),
                ledger,
                new PushLeases(getRouteId(), ledger, endpoint.lease(), timer),
                endpoint.options(),
                this::handle,
                clock);
        MeterRegistry meters = endpoint.getCamelContext().getRegistry().findSingleByType(MeterRegistry.class);
        metrics = new PushMetrics(getRouteId(), meters == null ? new CompositeMeterRegistry() : meters);
        // A paused route goes on listening, because SNS pushes again only after an error response.
        Pauses.of(endpoint.getCamelContext())
                .ifPresent(pauses -> pauses.watch(getRouteId(), endpoint.usesLedger(), () -> {}));
        PlatformHttpEndpoint http = endpoint.getCamelContext()
                .getEndpoint(
                        "platform-http:" + endpoint.path() + "?httpMethodRestrict=POST", PlatformHttpEndpoint.class);
        listener = http.createConsumer(this::answer);
        ServiceHelper.startService(http, listener);
    }

    @Override
    protected void doStop() throws Exception {
        Pauses.of(endpoint.getCamelContext()).ifPresent(pauses -> pauses.forget(getRouteId()));
        ServiceHelper.stopAndShutdownService(listener);
        if (delivery != null) {
            delivery.stop();
        }
        if (timer != null) {
            endpoint.getCamelContext().getExecutorServiceManager().shutdownGraceful(timer);
        }
        if (ledgerCalls != null) {
            endpoint.getCamelContext().getExecutorServiceManager().shutdownGraceful(ledgerCalls);
        }
        super.doStop();
    }

    /** The topic's ARN by its name, in the client's own account. A topic of the same name in another account is another topic. */
    private String arn(String topic) {
        if (topic.startsWith("arn:")) {
            return topic;
        }
        return TopicArns.of(endpoint.getCamelContext())
                .find(sns, topic)
                .orElseThrow(() -> new IllegalStateException("topic " + topic + " does not exist yet"));
    }

    private void answer(Exchange exchange) throws InterruptedException {
        PushDelivery.Answer answer = answer(exchange.getMessage().getBody(String.class));
        Message message = exchange.getMessage();
        message.removeHeaders("*"); // Camel would return the request's headers
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
        message.setHeader(Exchange.CONTENT_TYPE, "text/plain");
        if (answer.status() == 503) {
            message.setHeader("Retry-After", RETRY_AFTER_SECONDS);
        }
        message.setBody(SafeText.line(answer.text()));
    }

    private PushDelivery.Answer answer(String body) throws InterruptedException {
        try {
            Push push = Push.parse(body == null ? "" : body);
            check(push);
            if (push.isNotification()) {
                return isPaused()
                        ? PushDelivery.Answer.later("the route is paused")
                        : metrics.counted(delivery.deliver(push));
            }
            if (push.isConfirmation()) {
                confirm(push);
                LOG.info("Route {} has confirmed its subscription to {}", getRouteId(), topicArn);
            } else {
                LOG.warn("Route {}: its subscription to {} was ended from outside", getRouteId(), topicArn);
            }
            return PushDelivery.Answer.DONE;
        } catch (PushRefusedException e) {
            LOG.warn("Route {} refused a push: {}", getRouteId(), SafeText.of(e));
            return new PushDelivery.Answer(e.status(), e.getMessage());
        } catch (IOException | SdkException e) {
            LOG.warn(
                    "Route {} cannot verify a push at the moment; SNS will push it again: {}",
                    getRouteId(),
                    SafeText.of(e));
            return PushDelivery.Answer.later("AWS does not answer");
        } catch (RuntimeException e) {
            LOG.error("Route {}: a push failed; SNS will push it again", getRouteId(), e);
            return PushDelivery.Answer.later("the push failed here");
        }
    }

    private void handle(Push push, ReceivedEvent event, Lease lease) throws Exception {
        Processing processing = traces.process(
                Destination.topic(topicArn.substring(topicArn.lastIndexOf(':') + 1)),
                getRouteId(),
                event,
                push.messageId(),
                lease.attempt());
        String outcome = "failed";
        try {
            processing.run(() -> route.handle(event, processing.headers()));
            outcome = "handled";
        } finally {
            processing.ended(outcome);
        }
    }

    private boolean isPaused() {
        Optional<Pauses> pauses = Pauses.of(endpoint.getCamelContext());
        pauses.ifPresent(Pauses::refresh);
        return pauses.flatMap(all -> all.of(getRouteId())).isPresent();
    }

    /** Confirms in the topic's own region, which may differ from the client's. */
    private void confirm(Push push) {
        Region region = Arn.fromString(topicArn).region().map(Region::of).orElseThrow();
        sns.confirmSubscription(request -> request.topicArn(topicArn)
                .token(push.token())
                .overrideConfiguration(one ->
                        one.addPlugin(client -> ((SnsServiceClientConfiguration.Builder) client).region(region))));
    }

    /** Checks the push. The checks without a request come first, so that an invalid push costs none. */
    private void check(Push push) throws IOException, InterruptedException {
        if (!push.topicArn().equals(topicArn)) {
            throw PushRefusedException.notTrusted("this route does not subscribe to " + push.topicArn());
        }
        Instant now = clock.instant();
        if (push.timestamp().isBefore(now.minus(OLDEST))) {
            throw PushRefusedException.notTrusted("the push is older than an hour: " + push.timestamp());
        }
        if (push.timestamp().isAfter(now.plus(FUTURE))) {
            throw PushRefusedException.notTrusted("the push is dated in the future: " + push.timestamp());
        }
        signature.check(push);
    }
}
