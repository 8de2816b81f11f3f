package topology.provisioning;

import aws.TopicArns;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import publishing.Subscribers;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sns.SnsClient;
import topology.Topic;

/**
 * Finds the fan-out routes and inboxes of a topic that have not started yet, whether they come from configuration, Java or YAML.
 */
public final class AwaitedSubscriptions implements Subscribers {
    private static final Logger LOG = LoggerFactory.getLogger(AwaitedSubscriptions.class);

    private final SnsClient sns;

    public AwaitedSubscriptions(SnsClient sns) {
        this.sns = sns;
    }

    @Override
    public List<Awaited> awaited(CamelContext context, String topic) {
        Topic published = new Topic(topic);
        return Stream.concat(fanOuts(context, published), inboxes(context, published))
                .sorted(Comparator.comparing(Awaited::fanOut))
                .toList();
    }

    private static Stream<Awaited> inboxes(CamelContext context, Topic published) {
        return context.getEndpoints().stream()
                .filter(ResourceEndpoint.class::isInstance)
                .flatMap(endpoint -> ((ResourceEndpoint) endpoint).awaited(published).stream())
                .map(inbox -> new Awaited("inbox %s (%s)".formatted(inbox, published), false));
    }

    private Stream<Awaited> fanOuts(CamelContext context, Topic published) {
        return context.getEndpoints().stream()
                .filter(SubscriptionEndpoint.class::isInstance)
                .map(SubscriptionEndpoint.class::cast)
                .filter(fanOut -> !fanOut.isSubscribed()
                        && same(context, published, fanOut.subscription().topic())
                        && !fanOut.isConfirmed())
                .map(AwaitedSubscriptions::awaited);
    }

    private static Awaited awaited(SubscriptionEndpoint fanOut) {
        String text = "fan-out " + fanOut.route() + " (" + fanOut.subscription() + ")";
        return fanOut.isUnconfirmed()
                ? new Awaited(text + ", which waits for its confirmation", true)
                : new Awaited(text, false);
    }

    /**
     * Compares two topics. A name means the topic of this account and region. An ARN with that name counts as the same
     * topic, unless SNS lists another ARN for the name.
     */
    private boolean same(CamelContext context, Topic one, Topic other) {
        if (one.isGivenByArn() == other.isGivenByArn() || !one.name().equals(other.name())) {
            return one.equals(other);
        }
        Topic byArn = one.isGivenByArn() ? one : other;
        Topic byName = one.isGivenByArn() ? other : one;
        try {
            return TopicArns.of(context)
                    .find(sns, byName.name())
                    .map(byArn.nameOrArn()::equals)
                    .orElse(true);
        } catch (SdkException e) {
            LOG.debug("Topic {} counts as {} until SNS lists it", byName, byArn.nameOrArn(), e);
            return true;
        }
    }
}
