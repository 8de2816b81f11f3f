package deadletters.watch;

import configuration.Durations;
import deadletters.DeadLetters;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import ledger.LedgerTable;
import org.apache.camel.Endpoint;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.DefaultComponent;

/**
 * {@code dead-letters:billing?interval=15m&period=1m}: notifies the route of new dead letters of a queue, which stay in
 * place.
 *
 * <p>The route gets one message for each failure that has new letters, and none for the same failure within {@code
 * interval}, across all processes. The body is JSON with a sentence in {@code text}. If the route fails, the notice is
 * repeated. The queue is checked every {@code period}.
 */
public final class LetterComponent extends DefaultComponent {
    @Override
    protected Endpoint createEndpoint(String uri, String queue, Map<String, Object> parameters) {
        Duration interval = Durations.parse(getAndRemoveParameter(parameters, "interval", String.class, "15m"));
        Duration period = Durations.parse(getAndRemoveParameter(parameters, "period", String.class, "1m"));
        DeadLetters letters = CamelContextHelper.mandatoryFindSingleByType(getCamelContext(), DeadLetters.class);
        LedgerTable table = CamelContextHelper.mandatoryFindSingleByType(getCamelContext(), LedgerTable.class);
        LetterWatch watch = new LetterWatch(letters, table, queue, interval, Clock.systemUTC(), System::nanoTime);
        return new LetterEndpoint(uri, this, queue, period, letters, watch);
    }
}
