package topology.provisioning;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import topology.Queue;
import topology.Topic;
import topology.Topology;

/** The endpoint of a topic or queue that a route declares. It calls AWS only when its route starts. */
final class ResourceEndpoint extends DefaultEndpoint {
    private final String kind;
    private final String name;

    ResourceEndpoint(String uri, ResourceComponent component, String kind, String name) {
        super(uri, component);
        if (!kind.equals(Topics.KIND) && !kind.equals(Queues.KIND)) {
            throw new IllegalArgumentException(uri + ": must be topology:topic:<name> or topology:queue:<name>");
        }
        this.kind = kind;
        this.name = name;
    }

    /** The part of the application's topology that is this topic or queue. */
    Topology part() {
        Topology whole = Topology.of(getCamelContext());
        return kind.equals(Topics.KIND) ? whole.around(new Topic(name)) : whole.around(new Queue(name));
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        Consumer consumer = new ProvisioningConsumer(this, processor, this::part, kind + " " + name);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("topology can only be the from of a route");
    }
}
