package topology.provisioning;

import aws.TopicArns;
import configuration.ConfigurationException;
import java.util.Optional;
import ledger.LedgerUnavailableException;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import topology.Topic;
import topology.Topology;
import topology.TopologyMode;

/**
 * Prepares the topology at a start, in addition to the fan-out routes: it creates topics that routes only publish to, and
 * enables the route that creates the queues of inboxes. With {@code caravan.topology = verify} it refuses the start, and
 * shows the plan, if anything is missing or different. Register it as a listener of camel-main.
 *
 * <p>A missing topic of others does not prevent a start: the routes that need it start as soon as it exists. If AWS does
 * not answer, the application starts, and each route waits for the resources that it needs.
 */
public final class TopologySetup extends MainListenerSupport {
    private static final Logger LOG = LoggerFactory.getLogger(TopologySetup.class);

    /** The property that enables the route for the queues of inboxes. */
    private static final String INBOXES = "caravan.inboxes";

    private final SqsClient sqs;
    private final SnsClient sns;
    private final DynamoDbClient dynamoDb;

    public TopologySetup(SqsClient sqs, SnsClient sns, DynamoDbClient dynamoDb) {
        this.sqs = sqs;
        this.sns = sns;
        this.dynamoDb = dynamoDb;
    }

    /**
     * Creates a missing topic for a route that publishes to it.
     *
     * @return its ARN; empty unless {@code caravan.topology = apply}
     * @throws SdkException if AWS does not answer or refuses
     */
    public Optional<String> makeTopic(CamelContext context, String topic) {
        if (TopologyMode.of(context) != TopologyMode.APPLY) {
            return Optional.empty();
        }
        String arn = new Provisioning(sqs, sns, TopicArns.of(context)).make(Topology.of(context), new Topic(topic));
        LOG.info("Topic {} exists and can be published to", topic);
        return Optional.of(arn);
    }

    /** @throws ConfigurationException if {@code caravan.topology} has an unknown value */
    @Override
    public void beforeConfigure(BaseMainSupport main) {
        TopologyMode.of(main.getCamelContext());
    }

    /** @throws ConfigurationException with the plan, if the topology must be verified and is not as written */
    @Override
    public void afterConfigure(BaseMainSupport main) {
        boolean hasInboxes =
                !Topology.of(main.getCamelContext()).inboxes().served().isEmpty();
        main.getCamelContext().getPropertiesComponent().addOverrideProperty(INBOXES, String.valueOf(hasInboxes));
        if (TopologyMode.of(main.getCamelContext()) != TopologyMode.VERIFY) {
            return;
        }
        try {
            TopicArns arns = TopicArns.of(main.getCamelContext());
            Plan plan =
                    new Provisioning(sqs, sns, arns, Optional.of(dynamoDb)).plan(Topology.of(main.getCamelContext()));
            if (plan.hasChanges()) {
                throw new ConfigurationException(new DifferentTopologyException(plan)
                        .getMessage()
                        .lines()
                        .toList());
            }
        } catch (SdkException | LedgerUnavailableException e) {
            LOG.warn("AWS does not answer; the topology will be verified when it does: {}", e.toString());
        }
    }
}
