package topology.doctor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import topology.Topology;

/** Finds mistakes in a topology before they cause trouble, from the configuration and optionally from AWS. */
public final class Doctor {
    private static final List<Function<Topology, Stream<Finding>>> WRITTEN = List.of(
            ConsumptionRules::handlerTime,
            ConsumptionRules::noisyTenants,
            ConsumptionRules::longPauses,
            ConsumptionRules::smallBatches,
            AttributeRules::deadLetterRetention,
            WrittenRules::ledgerRetention,
            WrittenRules::attributes,
            WrittenRules::filtersOfNoEvent,
            WrittenRules::wildcards,
            WrittenRules::kinds,
            WrittenRules::groups,
            WrittenRules::receives,
            WrittenRules::fewReceives,
            WrittenRules::polling,
            WrittenRules::payloadFilter,
            SizeRules::sources,
            WrittenRules::undeliverable,
            WrittenRules::rawPush,
            WrittenRules::policies,
            WrittenRules::personalData,
            AttributeRules::withoutDeadLetters,
            SizeRules::queues,
            SizeRules::deadLetters,
            SizeRules::envelopes,
            SizeRules::subscriptions,
            AttributeRules::byContent,
            AttributeRules::keys,
            AttributeRules::redriveAllow,
            AttributeRules::open,
            InboxRules::filterPoliciesOfTopics,
            InboxRules::filterPoliciesOfAccount,
            InboxRules::subscriptionsOfFifoTopics,
            InboxRules::retention,
            InboxRules::ledgerRetention,
            InboxRules::unserved,
            InboxRules::unfed);

    private Doctor() {}

    /** Checks the configuration only. */
    public static List<Finding> examine(Topology topology) {
        return WRITTEN.stream().flatMap(rule -> rule.apply(topology)).toList();
    }

    /**
     * The finding of a running process that has no permission to write several ledger items in one call.
     *
     * @param table the ledger's table
     * @param why DynamoDB's answer to a write of several items in one call
     */
    public static Finding oneByOne(String table, String why) {
        return Finding.warning(
                "ledger-one-by-one",
                "table " + table,
                "this process makes a call to DynamoDB for each write, which are up to 25 times as many: " + why,
                "allow dynamodb:PartiQLInsert and dynamodb:PartiQLUpdate; caravan export iam has the policies");
    }

    /**
     * Checks the configuration and the resources on AWS, by reading only.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException if AWS does not answer or refuses
     */
    public static List<Finding> examine(Topology topology, SqsClient sqs, SnsClient sns) {
        ReportedRules reported = new ReportedRules(topology, sqs, sns);
        Map<String, Finding> findings = new LinkedHashMap<>();
        Stream.concat(examine(topology).stream().filter(finding -> !reported.knowsBetter(finding)), reported.findings())
                // A mistake in the configuration is on AWS as well; it is reported once, where it can be corrected.
                .forEach(finding -> findings.putIfAbsent(finding.rule() + finding.where(), finding));
        return List.copyOf(findings.values());
    }
}
