package topology.provisioning;

import aws.TopicArns;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.Tag;
import topology.Account;
import topology.DeclaredTopic;
import topology.Settings;
import topology.Tags;
import topology.Topic;
import topology.TopicAttributes;

/** Compares configured topics with AWS, and creates missing ones. */
public final class Topics {
    static final String KIND = "topic";
    static final String PUBLISH = "sns:Publish";
    private static final String POLICY = "policy";

    private final SnsClient sns;
    private final TopicArns arns;
    private final String owner;

    public Topics(SnsClient sns, TopicArns arns, String owner) {
        this.sns = sns;
        this.arns = arns;
        this.owner = owner;
    }

    /** Compares a topic of this account and region with AWS. If only its name is written, the topic just has to exist. */
    PlanEntry plan(DeclaredTopic wanted) {
        Topic topic = wanted.topic();
        Optional<String> arn = arn(topic);
        if (arn.isEmpty()) {
            PlanEntry step = PlanEntry.create(KIND, topic.name(), () -> create(wanted));
            AttributePlan.describe(step, wanted.settings());
            access(wanted, "arn:aws:sns:us-east-1:000000000000:" + topic.name())
                    .missing(List.of())
                    .forEach(what -> step.with(POLICY, what));
            return step;
        }
        PlanEntry step = PlanEntry.leave(KIND, topic.name());
        return wanted.settings().equals(Settings.NONE) && wanted.access().isNone()
                ? step
                : compared(step, wanted, new ExistingTopic(sns, arn.get()));
    }

    private static PlanEntry compared(PlanEntry step, DeclaredTopic wanted, ExistingTopic there) {
        Settings settings = wanted.settings();
        if (!settings.attributes().isEmpty() || !wanted.access().isNone()) {
            Map<String, String> reported =
                    there.attributes(settings.value(TopicAttributes.PROTECTION).isPresent());
            Map<String, String> changes =
                    new AttributePlan(settings, reported, true, Account.of(there.arn())).compare(step);
            if (!changes.isEmpty()) {
                step.then(() -> there.set(changes));
            }
            AccessStatements access = access(wanted, there.arn());
            List<String> missing = access.missing(ExistingTopic.statements(reported));
            missing.forEach(what -> step.change(POLICY, null, what));
            if (!missing.isEmpty()) {
                step.then(() -> there.let(access));
            }
        }
        if (!settings.tags().isEmpty()) {
            Map<String, String> missing = AttributePlan.missingTags(step, settings.tags(), there.tags());
            if (!missing.isEmpty()) {
                step.then(() -> there.tag(missing));
            }
        }
        return step;
    }

    private static AccessStatements access(DeclaredTopic wanted, String arn) {
        return new AccessStatements(
                wanted.access(), PUBLISH, arn, Account.of(arn).id());
    }

    /** The topic's ARN, if the topic exists; a topic given by its ARN is not checked. */
    public Optional<String> arn(Topic topic) {
        return topic.isGivenByArn() ? Optional.of(topic.nameOrArn()) : arns.known(sns, topic.name());
    }

    /** The ARN of a topic that exists, or that an earlier step of the plan has created. */
    String made(Topic topic) {
        return arn(topic).orElseThrow(() -> new IllegalStateException("topic " + topic + " is not there"));
    }

    /** The ARNs of all topics of this account and region, by name. */
    Map<String, String> all() {
        return arns.all(sns);
    }

    /** Discards the known ARNs of topics, because they are outdated. */
    void lookAgain() {
        arns.forget(sns);
    }

    /** Whether this application created the topic. */
    boolean isOurs(String arn) {
        return sns.listTagsForResource(request -> request.resourceArn(arn)).tags().stream()
                .anyMatch(tag -> tag.key().equals(Tags.OWNER) && tag.value().equals(owner));
    }

    void delete(String arn) {
        sns.deleteTopic(request -> request.topicArn(arn));
    }

    private void create(DeclaredTopic wanted) {
        Topic topic = wanted.topic();
        Map<String, String> attributes = topic.isFifo() ? Map.of("FifoTopic", "true") : Map.of();
        Map<String, String> tags = new TreeMap<>(wanted.settings().tags());
        tags.put(Tags.OWNER, owner);
        try {
            String arn = sns.createTopic(request -> request.name(topic.name())
                            .attributes(attributes)
                            .tags(tags.entrySet().stream()
                                    .map(tag -> Tag.builder()
                                            .key(tag.getKey())
                                            .value(tag.getValue())
                                            .build())
                                    .toList()))
                    .topicArn();
            ExistingTopic created = new ExistingTopic(sns, arn);
            // CreateTopic accepts only some attributes, and refuses values that differ from those of an existing topic.
            created.set(AttributePlan.ofNew(wanted.settings()));
            if (!wanted.access().isNone()) {
                created.let(access(wanted, arn));
            }
            arns.made(sns, topic.name(), arn);
        } catch (InvalidParameterException e) {
            lookAgain();
            if (arn(topic).isPresent()) {
                throw new OvertakenException(e);
            }
            throw e;
        } catch (RuntimeException e) {
            // Others may create the topic if this application is not allowed to.
            lookAgain();
            throw e;
        }
    }
}
