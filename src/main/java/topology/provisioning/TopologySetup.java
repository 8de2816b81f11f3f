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
 * What a start does about the topology beside its fan-out routes: it makes topics that are only published to, and is refused
 * with {@code caravan.topology = verify} while anything is missing or different, with the plan. It is a listener of
 * camel-main.
 *
 * <p>A topic of others that is not there is no reason: its routes start when it is. While AWS is away, the application
 * starts, and each route that needs something waits until it is there as written.
 */
public final class TopologySetup extends MainListenerSupport {
    private static final Logger LOG = LoggerFactory.getLogger(TopologySetup.class);

    private final SqsClient sqs;
    private final SnsClient sns;
    private final DynamoDbClient dynamoDb;

    public TopologySetup(SqsClient sqs, SnsClient sns, DynamoDbClient dynamoDb) {
        this.sqs = sqs;
        this.sns = sns;
        this.dynamoDb = dynamoDb;
    }

    /**
     * The ARN of a topic that a route publishes to and that was not there; empty unless the topology is to be applied.
     *
     * @throws SdkException if AWS is away or refuses
     */
    public Optional<String> makeTopic(CamelContext context, String topic) {
        if (TopologyMode.of(context) != TopologyMode.APPLY) {
            return Optional.empty();
        }
        String arn = new Provisioning(sqs, sns, TopicArns.of(context)).make(context.getName(), new Topic(topic));
        LOG.info("Topic {} is there, for those who publish to it", topic);
        return Optional.of(arn);
    }

    /** @throws ConfigurationException if {@code caravan.topology} is none of what it can be */
    @Override
    public void beforeConfigure(BaseMainSupport main) {
        TopologyMode.of(main.getCamelContext());
    }

    /** @throws ConfigurationException with the plan, if the topology is to be verified and is not as written */
    @Override
    public void afterConfigure(BaseMainSupport main) {
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
            LOG.warn("The topology is verified when AWS is there: {}", e.toString());
        }
    }
}
