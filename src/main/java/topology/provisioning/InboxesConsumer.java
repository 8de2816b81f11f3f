package topology.provisioning;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Processor;
import topology.InboxLine;
import topology.InboxParts;
import topology.Topic;
import topology.Topology;
import topology.TopologyMode;

/**
 * Provisions or verifies the queues and subscriptions of each inbox separately, so that an inbox whose topic is missing delays
 * no other inbox. The start fails as long as one inbox is not as written, and the resources made so far stay.
 */
final class InboxesConsumer extends ProvisioningConsumer {
    static final String KIND = "inboxes";

    /** The inboxes that were as written at least once since the application began. */
    private final Set<String> made = ConcurrentHashMap.newKeySet();

    InboxesConsumer(ResourceEndpoint endpoint, Processor processor) {
        super(endpoint, processor, () -> Topology.of(endpoint.getCamelContext()), KIND);
    }

    @Override
    void provision(Provisioning provisioning, TopologyMode mode) {
        Topology topology = topology();
        RuntimeException first = null;
        for (InboxLine line : topology.inboxes().served()) {
            String name = line.inbox().name();
            try {
                provision(provisioning, mode, () -> InboxParts.configured(topology, line), "inbox " + name);
                made.add(name);
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** The inboxes that subscribe to a topic and have not been made yet. */
    Set<String> awaited(Topic topic) {
        Set<String> awaited = new TreeSet<>();
        topology().inboxes().served().stream()
                .filter(line -> line.topic().filter(topic::equals).isPresent())
                .map(line -> line.inbox().name())
                .filter(name -> !made.contains(name))
                .forEach(awaited::add);
        return awaited;
    }

    private Topology topology() {
        return Topology.of(getEndpoint().getCamelContext());
    }
}
