package reload;

import configuration.ConfigurationException;
import configuration.ConfiguredRoute;
import configuration.FileProperties;
import configuration.RouteDifference;
import configuration.RouteSet;
import deadletters.RefusedException;
import deadletters.RefusedException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.SafeText;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import topology.InboxParts;
import topology.RouteParts;
import topology.Topology;
import topology.TopologyMode;
import topology.provisioning.Plan;
import topology.provisioning.Provisioning;

/**
 * Lets a running application take over the routes that its user has changed, in properties and in files. All checks of a
 * start come first, and a mistake leaves everything as it is. Then only the routes that differ are exchanged. Changes of
 * anything else wait for the next start.
 */
public final class Reload {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    private final CamelContext context;
    private final Supplier<Main> application;
    private final ReloadAudit audit;
    private final ReentrantLock one = new ReentrantLock();

    /** The routes that run; {@code null} before the first reload. */
    private RouteSet current;

    /** @param application creates the same application again, without starting it */
    Reload(CamelContext context, Supplier<Main> application, ReloadAudit audit) {
        this.context = context;
        this.application = application;
        this.audit = audit;
    }

    /**
     * Takes over what has changed. Waits while another reload is in progress.
     *
     * @throws ConfigurationException with one line for each mistake, and nothing is changed
     */
    ReloadReport await(String by) throws InterruptedException {
        one.lockInterruptibly();
        try {
            return run(false, by);
        } finally {
            one.unlock();
        }
    }

    /**
     * Takes over what has changed.
     *
     * @param dryRun whether only to report what would change
     * @param by the caller, for the log and the audit trail
     * @throws RefusedException if another reload is in progress, or the application starts or stops
     * @throws ConfigurationException with one line for each mistake, and nothing is changed
     * @throws software.amazon.awssdk.core.exception.SdkException if AWS does not answer, so that its changes are not known,
     *     and nothing is changed
     */
    ReloadReport now(boolean dryRun, String by) throws InterruptedException {
        if (!one.tryLock()) {
            throw new RefusedException(Reason.BUSY, "another reload is in progress: try again when it is done");
        }
        try {
            return run(dryRun, by);
        } finally {
            one.unlock();
        }
    }

    private ReloadReport run(boolean dryRun, String by) throws InterruptedException {
        if (!context.isStarted()) {
            throw new RefusedException(Reason.CONFLICT, "the application starts or stops; nothing is changed");
        }
        try (Candidate candidate = Candidate.read(application.get())) {
            RouteSet before = current == null ? RouteSet.of(context) : current;
            RouteSet after = candidate.routes();
            RouteDifference difference = difference(before, after, candidate);
            candidate.create(after, difference.arriving());
            Optional<Plan> plan = plan(after, difference, candidate.topology());
            FileProperties mine = FileProperties.of(context);
            FileProperties theirs = candidate.properties();
            Set<String> atNextStart = new TreeSet<>(mine.settingsChanged(theirs, before, after));
            atNextStart.addAll(after.fixedDifferently(before));
            InboxParts.differing(Topology.of(context), candidate.topology())
                    .forEach(inbox -> atNextStart.add("the queues of the clients of inbox " + inbox));
            ReloadReport report = ReloadReport.of(
                    difference, route -> before.isOfFile(route) || after.isOfFile(route), plan, atNextStart);
            if (dryRun) {
                return report;
            }
            if (difference.isEmpty()) {
                return logged(report, by);
            }
            return logged(
                    audit.audited(report, by, () -> {
                        after.keepIdsOf(before);
                        Runnable formerValues = mine.takeOver(theirs, before, after);
                        return report.done(swap(before, after, difference, formerValues));
                    }),
                    by);
        }
    }

    private static ReloadReport logged(ReloadReport report, String by) {
        report.lines().forEach(line -> LOG.info("Reload by {}: {}", SafeText.line(by), SafeText.line(line)));
        return report;
    }

    private Map<String, String> swap(RouteSet before, RouteSet after, RouteDifference difference, Runnable formerValues)
            throws InterruptedException {
        try {
            after.bind(context);
            after.addNewTemplates(context, before);
        } catch (Exception e) {
            formerValues.run();
            before.bind(context);
            throw refused(e);
        }
        try {
            Map<String, String> notStarted = new RouteSwap(context, before, after, difference, formerValues).run();
            current = after;
            return notStarted;
        } catch (SwapFailedException e) {
            current = before;
            LOG.error("The reload has failed; the former routes run again", e.getCause());
            throw refused(e.getCause());
        }
    }

    private ConfigurationException refused(Throwable failure) {
        return ConfigurationException.in(failure, context)
                .orElseGet(() -> new ConfigurationException(List.of(SafeText.of(failure))));
    }

    private RouteDifference difference(RouteSet before, RouteSet after, Candidate candidate) {
        RouteDifference written = RouteDifference.between(before.written(), after.written());
        Dependencies were = new Dependencies(before.configured(), Topology.of(context));
        Dependencies are = new Dependencies(after.configured(), candidate.topology());
        return written.with(are.changedFrom(were));
    }

    /** What the routes would change on AWS. With {@code caravan.topology = verify} there must be no change. */
    private Optional<Plan> plan(RouteSet after, RouteDifference difference, Topology whole) {
        TopologyMode mode = TopologyMode.of(context);
        List<ConfiguredRoute> arriving = after.configured().stream()
                .filter(route -> difference.arriving().contains(route.id()))
                .toList();
        Topology part = RouteParts.startedBy(arriving, whole);
        if (mode == TopologyMode.OFF
                || (part.topics().isEmpty() && part.queues().isEmpty())) {
            return Optional.empty();
        }
        Plan plan = new Provisioning(client(SqsClient.class), client(SnsClient.class), client(DynamoDbClient.class))
                .plan(part);
        if (mode == TopologyMode.VERIFY && plan.hasChanges()) {
            List<String> lines = new ArrayList<>();
            lines.add("the topology is not as written (caravan.topology = verify):");
            plan.toString().lines().forEach(lines::add);
            throw new ConfigurationException(lines);
        }
        return Optional.of(plan);
    }

    private <T> T client(Class<T> type) {
        return context.getRegistry().findSingleByType(type);
    }
}
