package console;

import com.fasterxml.jackson.databind.JsonNode;
import cost.Costs;
import cost.Spent;
import http.Problem;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import ledger.Ledger;
import ledger.LedgerTable;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.Json;
import process.SafeText;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import topology.Topology;
import topology.doctor.Doctor;
import topology.doctor.Finding;
import topology.provisioning.Provisioning;

/**
 * Serves what an operator reviews now and then: the doctor's findings, how AWS differs from the configuration, and what
 * messages cost. Nothing is changed.
 */
public final class ReviewApi {
    private static final Logger LOG = LoggerFactory.getLogger(ReviewApi.class);

    private final CamelContext context;
    private final Clock clock;

    ReviewApi(CamelContext context, Clock clock) {
        this.context = context;
        this.clock = clock;
    }

    private record Findings(List<Found> findings, Instant asOf) {}

    private record Found(String rule, String severity, String subject, String message, String advice) {
        static Found of(Finding finding) {
            return new Found(
                    finding.rule(),
                    finding.severity().name().toLowerCase(Locale.ROOT),
                    finding.where(),
                    finding.what(),
                    finding.mend());
        }
    }

    private record Changes(JsonNode changes, Instant asOf) {}

    private record Spendings(List<Spent> entries) {}

    /** {@code GET /caravan/doctor}: the mistakes in the configuration and on AWS. */
    public void doctor(Exchange exchange) {
        answer(
                exchange,
                () -> new Findings(
                        Stream.concat(
                                        Doctor.examine(topology(), client(SqsClient.class), client(SnsClient.class))
                                                .stream(),
                                        ofThisProcess())
                                .map(Found::of)
                                .toList(),
                        clock.instant()));
    }

    private Stream<Finding> ofThisProcess() {
        return context.getRegistry().findByType(Ledger.class).stream()
                .flatMap(ledger -> ledger.whyOneByOne().stream())
                .map(why -> Doctor.oneByOne(client(LedgerTable.class).name(), why));
    }

    /** {@code POST /caravan/plan}: how AWS differs from the configuration. */
    public void plan(Exchange exchange) {
        answer(
                exchange,
                () -> new Changes(
                        new Provisioning(client(SqsClient.class), client(SnsClient.class), client(DynamoDbClient.class))
                                .planWithExtras(topology())
                                .json()
                                .path("steps"),
                        clock.instant()));
    }

    /** {@code GET /caravan/cost}: what messages have cost since the start of this process. */
    public void cost(Exchange exchange) {
        answer(exchange, () -> new Spendings(Costs.of(context).all()));
    }

    private Topology topology() {
        return Topology.of(context);
    }

    private <T> T client(Class<T> type) {
        return context.getRegistry().findSingleByType(type);
    }

    private static void answer(Exchange exchange, Supplier<Object> work) {
        Message answer = exchange.getMessage();
        try {
            Object result = work.get();
            answer.removeHeaders("*"); // Camel would send the request's headers back
            answer.setHeader(Exchange.CONTENT_TYPE, "application/json");
            answer.setBody(Json.write(result));
        } catch (SdkException e) {
            LOG.warn("AWS does not answer an operator's question, or refuses: {}", SafeText.of(e));
            Problem.unavailable("AWS does not answer or refuses; the log says why")
                    .answer(answer);
        }
    }
}
