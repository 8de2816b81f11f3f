package telemetry;

import event.HttpBinding;
import event.ReceivedEvent;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;

/**
 * Makes the spans of messages: {@code send}, {@code receive}, {@code process} and {@code settle}. Names and attributes are
 * those of OpenTelemetry's messaging conventions. While traces are off, no span is made and nothing is allocated.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/">messaging spans</a>
 */
public final class Traces {
    /** The name in the registry. */
    static final String NAME = "traces";

    /** Makes no spans. */
    public static final Traces OFF = new Traces(OpenTelemetry.noop(), true);

    private static final AttributeKey<Long> BATCH = AttributeKey.longKey("messaging.batch.message_count");
    private static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("caravan.attempt");
    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("caravan.route");
    private static final AttributeKey<String> SETTLEMENT = AttributeKey.stringKey("caravan.settlement");
    private static final AttributeKey<String> EVENT_ID = AttributeKey.stringKey("cloudevents.event_id");
    private static final AttributeKey<String> EVENT_SOURCE = AttributeKey.stringKey("cloudevents.event_source");
    private static final AttributeKey<String> EVENT_TYPE = AttributeKey.stringKey("cloudevents.event_type");

    private final boolean on;
    private final Tracer tracer;
    private final boolean producerIsParent;

    /**
     * @param producerIsParent whether a process span belongs to the trace of its event; otherwise the span has a link
     *     to that trace
     */
    Traces(OpenTelemetry telemetry, boolean producerIsParent) {
        this.on = telemetry != OpenTelemetry.noop();
        this.tracer = telemetry.getTracer("caravan");
        this.producerIsParent = producerIsParent;
    }

    /** The traces of an application. */
    public static Traces of(CamelContext camel) {
        Traces traces = camel.getRegistry().lookupByNameAndType(NAME, Traces.class);
        return traces == null ? OFF : traces;
    }

    /** Whether spans are made. */
    public boolean isOn() {
        return on;
    }

    /**
     * Begins to send a message. Its span belongs to the trace of the current thread, or else to the trace that the message
     * carries.
     *
     * @param carried the message's {@code traceparent} and {@code tracestate}
     */
    public Sending send(Destination to, Map<String, String> carried) {
        if (!on) {
            return Sending.NONE;
        }
        Context current = Context.current();
        Context given = TraceHeaders.context(carried);
        SpanContext here = Span.fromContext(current).getSpanContext();
        SpanContext there = Span.fromContext(given).getSpanContext();
        SpanBuilder span = span("send", to, SpanKind.PRODUCER).setParent(here.isValid() ? current : given);
        if (here.isValid() && !here.getTraceId().equals(there.getTraceId())) {
            link(span, there);
        }
        return Sending.of(span.startSpan());
    }

    /** Records a receive that has brought messages, with a link to the producer of each. */
    public void received(Destination from, Instant begin, Collection<ReceivedEvent> events) {
        if (!on) {
            return;
        }
        SpanBuilder span = span("receive", from, SpanKind.CLIENT)
                .setNoParent()
                .setStartTimestamp(begin)
                .setAttribute(BATCH, (long) events.size());
        events.forEach(event -> link(span, TraceHeaders.span(event.headers())));
        span.startSpan().end();
    }

    /**
     * Begins an attempt to handle an event.
     *
     * @param messageId the message's id in the queue or topic
     */
    public Processing process(Destination from, String route, ReceivedEvent event, String messageId, int attempt) {
        if (!on) {
            return Processing.NONE;
        }
        Context producer = TraceHeaders.context(event.headers());
        SpanBuilder span = span("process", from, SpanKind.CONSUMER)
                .setAttribute(Sending.MESSAGE_ID, messageId)
                .setAttribute(ROUTE, route)
                .setAttribute(ATTEMPT, (long) attempt)
                .setAttribute(EVENT_ID, event.id())
                .setAttribute(EVENT_SOURCE, event.source());
        if (event.headers().get(HttpBinding.PREFIX + "type") instanceof String type) {
            span.setAttribute(EVENT_TYPE, type);
        }
        if (producerIsParent) {
            span.setParent(producer);
        } else {
            span.setNoParent();
            link(span, Span.fromContext(producer).getSpanContext());
        }
        return Processing.of(this, span.startSpan(), 1);
    }

    /** Begins an attempt to handle several events at once. Its span has a link to the producer of each. */
    public Processing process(Destination from, String route, List<ReceivedEvent> events) {
        if (!on) {
            return Processing.NONE;
        }
        SpanBuilder span = span("process", from, SpanKind.CONSUMER)
                .setNoParent()
                .setAttribute(ROUTE, route)
                .setAttribute(BATCH, (long) events.size());
        events.forEach(event -> link(span, TraceHeaders.span(event.headers())));
        return Processing.of(this, span.startSpan(), events.size());
    }

    /**
     * Runs a call that ends the stay of messages in a queue. The span belongs to the attempt if there is only one.
     * Otherwise the span has a link to each attempt.
     *
     * @param how {@code delete} or {@code return}
     */
    public <T> T settle(Destination at, String how, List<Processing> attempts, Supplier<T> call) {
        if (!on) {
            return call.get();
        }
        SpanBuilder builder = span("settle", at, SpanKind.CLIENT)
                .setNoParent()
                .setAttribute(SETTLEMENT, how)
                .setAttribute(BATCH, (long) attempts.size());
        List<SpanContext> spans =
                attempts.stream().map(Processing::context).distinct().toList();
        if (spans.size() == 1) {
            builder.setParent(Context.root().with(Span.wrap(spans.get(0))));
        } else {
            spans.forEach(span -> link(builder, span));
        }
        Span span = builder.startSpan();
        try {
            return call.get();
        } catch (RuntimeException | Error e) {
            SpanFailure.record(span, e);
            throw e;
        } finally {
            span.end();
        }
    }

    private SpanBuilder span(String operation, Destination at, SpanKind kind) {
        return tracer.spanBuilder(operation + " " + at.name())
                .setSpanKind(kind)
                .setAllAttributes(at.attributes(operation));
    }

    private static void link(SpanBuilder span, SpanContext to) {
        if (to.isValid()) {
            span.addLink(to);
        }
    }
}
