package topology.provisioning;

import java.util.Set;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import topology.Queue;
import topology.Topic;
import topology.Topology;

/**
 * The endpoint of a topic or queue that a route declares, or of the queues of all inboxes. It calls AWS only when its route
 * starts.
 */
final class ResourceEndpoint extends DefaultEndpoint {
    private static final Set<String> KINDS = Set.of(Topics.KIND, Queues.KIND, InboxesConsumer.KIND);

    private final String kind;
    private final String name;

    /** The consumer of the endpoint for inboxes; {@code null} before it is created, and for all other endpoints. */
    private volatile InboxesConsumer inboxes;

    ResourceEndpoint(String uri, ResourceComponent component, String kind, String name) {
        super(uri, component);
        if (!KINDS.contains(kind)) {
            throw new IllegalArgumentException(
                    uri + ": must be topology:topic:<name>, topology:queue:<name> or topology:inboxes:all");
        }
        this.kind = kind;
        this.name = name;
    }

    /** The part of the application's topology that is this topic or queue. */
    Topology part() {
        Topology whole = Topology.of(getCamelContext());
        return kind.equals(Topics.KIND) ? whole.around(new Topic(name)) : whole.around(new Queue(name));
    }

    /** The inboxes whose subscriptions to a topic have not been made yet. */
    Set<String> awaited(Topic topic) {
        InboxesConsumer current = inboxes;
        return current == null ? Set.of() : current.awaited(topic);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        Consumer consumer;
        if (kind.equals(InboxesConsumer.KIND)) {
            inboxes = new InboxesConsumer(this, processor);
            consumer = inboxes;
        } else {
            consumer = new ProvisioningConsumer(this, processor, this::part, kind + " " + name);
        }
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("topology can only be the from of a route");
    }
}
