package routes;

import aws.AwsClients;
import aws.DefaultCredentials;
import commands.Caravan;
import configuration.ConfigurationCheck;
import console.ConsoleSetup;
import console.LiveSetup;
import cost.CostSetup;
import deadletters.DeadLettersSetup;
import deadletters.http.DeadLettersOverHttpSetup;
import delivery.BacklogSetup;
import delivery.RouteMetrics;
import delivery.SqsComponent;
import history.HistorySetup;
import http.AdmissionSetup;
import http.Connections;
import http.FreePorts;
import http.FrontDoor;
import http.Unserved;
import http.WebhookSetup;
import inbox.EntranceSetup;
import inbox.InboxesSetup;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.function.Consumer;
import ledger.LedgerSetup;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import process.LogLevel;
import publishing.Simple;
import publishing.SnsComponent;
import publishing.TopicMaker;
import publishing.WaitingRoutes;
import reload.GatedDirect;
import reload.ReloadSetup;
import telemetry.TracesSetup;
import topology.Topology;
import topology.provisioning.AwaitedSubscriptions;
import topology.provisioning.TopologySetup;

/** Assembles an application. Its listeners take part in a start in the order in which they are added here. */
public final class ApplicationParts {
    private ApplicationParts() {}

    /** Camel Main with Caravan's components, routes and checks, ready to run. */
    public static Main connected(AwsClients aws) {
        return connected(aws, main -> {});
    }

    /**
     * The same with more settings and parts, which each reload has, too.
     *
     * @param more adds the settings and parts
     */
    public static Main connected(AwsClients aws, Consumer<Main> more) {
        Main main = unconnected();
        main.addMainListener(new FreePorts());
        connect(main, aws);
        main.addMainListener(new RouteMetrics());
        main.addMainListener(new ReloadSetup(() -> candidate(aws, main.getCamelContext(), more)));
        more.accept(main);
        return main;
    }

    /** The same application with all its checks. A reload reads it, and never starts it. The log's level does not change. */
    private static Main candidate(AwsClients aws, CamelContext running, Consumer<Main> more) {
        Main main = unlogged();
        main.bind("telemetry", OpenTelemetry.noop());
        main.addMainListener(new LogLevel(false));
        main.addMainListener(new FreePorts(FreePorts.of(running)));
        connect(main, aws);
        more.accept(main);
        return main;
    }

    private static void connect(Main main, AwsClients aws) {
        main.bind("sqs", aws.sqs());
        main.bind("sns", aws.sns());
        main.bind("dynamoDb", aws.dynamoDb());
        main.addMainListener(new DefaultCredentials());
        main.addMainListener(new Connections());
        main.addMainListener(new AdmissionSetup());
        main.addMainListener(new WebhookSetup());
        main.addMainListener(new EntranceSetup());
        main.addMainListener(new Unserved());
        main.addMainListener(new LedgerSetup(aws.dynamoDb()));
        main.addMainListener(new HistorySetup());
        main.addMainListener(new DeadLettersSetup(aws.sqs()));
        main.addMainListener(new ConsoleSetup());
        main.addMainListener(new DeadLettersOverHttpSetup());
        main.addMainListener(new LiveSetup(aws.sqs(), aws.sns()));
        main.addMainListener(new InboxesSetup(aws.sqs(), aws.sns(), DeadLettersSetup::auditRetention));
        main.addMainListener(new TracesSetup());
        main.addMainListener(new CostSetup(aws.calls()));
        main.addMainListener(new BacklogSetup());
        TopologySetup topology = new TopologySetup(aws.sqs(), aws.sns(), aws.dynamoDb());
        main.addMainListener(topology);
        main.bind("topics", (TopicMaker) topology::makeTopic);
        main.bind("subscribers", new AwaitedSubscriptions(aws.sns()));
        WaitingRoutes waiting = new WaitingRoutes();
        main.bind("waiting-routes", waiting);
        main.bind("waiting-routes-health", waiting.health());
    }

    /** Camel Main without AWS clients, which {@link Topology#configured} reads and does not start. */
    public static Main unconnected() {
        Main main = unlogged();
        main.addMainListener(new LogLevel());
        return main;
    }

    private static Main unlogged() {
        Main main = new Main(Application.class);
        settings().forEach((name, value) -> main.addInitialProperty((String) name, (String) value));
        // Test routes may be on the same class path; they are not part of the application.
        main.configure().setJavaRoutesExcludePattern("**/*Test*");
        main.bind("aws2-sqs", new SqsComponent());
        main.bind("aws2-sns", new SnsComponent());
        main.bind("platform-http-engine", new FrontDoor());
        main.bind("json-of-expressions", Simple.json());
        main.bind("direct", new GatedDirect());
        main.addMainListener(new ConfigurationCheck());
        return main;
    }

    /** The application's own defaults, whichever routes it has. */
    static Properties settings() {
        Properties settings = new Properties();
        try (InputStream file = Application.class.getResourceAsStream("/caravan.properties")) {
            settings.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return settings;
    }
}
