package routes;

import static configuration.Template.Phase.CONSUME;
import static configuration.Template.template;

import inbox.InboxParameters;
import inbox.InboxSettings;
import inbox.EntranceSetup;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import topology.InboxLine;

/**
 * Serves each client's queue over a WebSocket: the client gets its events, and says which it has received.
 *
 * <pre>
 * queue of ana ─▶ at most window unanswered ─▶ WebSocket of ana ─┬─ received ──▶ ledger ──▶ deleted
 *                       │ nothing is read while ana is away      ├─ failed ──▶ visible again after a backoff, or dead letter
 *                       └◀─ visible again at once ───────────────┴─ connection ended
 * </pre>
 */
public class ClientInbox extends RouteBuilder {
    @Override
    public void configure() {
        template(this, EntranceSetup.TEMPLATE, CONSUME)
                .with(InboxParameters::declare)
                .with(InboxLine::declare)
            .route()
            .templateBean("settings", InboxSettings.class, InboxSettings::ofRoute)
            .from("inbox:{{inbox}}?settings=#bean:{{settings}}")
                .routeDescription("Serves the clients of {{inbox}} at {{path}}")
                .errorHandler(noErrorHandler())
                .log(LoggingLevel.DEBUG, "${body}").id("connected");
    }
}
