package topology.doctor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import topology.Topology;

/** Finds mistakes in a topology before AWS does, by what is written and, if it may ask, by what AWS reports. */
public final class Doctor {
    private static final List<Function<Topology, Stream<Finding>>> WRITTEN = List.of(
            WrittenRules::handlerTime,
            WrittenRules::deadLetterRetention,
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
            WrittenRules::size,
            WrittenRules::undeliverable,
            WrittenRules::rawPush,
            WrittenRules::policies,
            WrittenRules::personalData);

    private Doctor() {}

    /** What is wrong with what is written. */
    public static List<Finding> examine(Topology topology) {
        return WRITTEN.stream().flatMap(rule -> rule.apply(topology)).toList();
    }

    /**
     * What is wrong with what is written, and with what is on AWS; nothing is written.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException if AWS is away or refuses
     */
    public static List<Finding> examine(Topology topology, SqsClient sqs, SnsClient sns) {
        ReportedRules reported = new ReportedRules(topology, sqs, sns);
        Map<String, Finding> findings = new LinkedHashMap<>();
        Stream.concat(examine(topology).stream().filter(finding -> !reported.knowsBetter(finding)), reported.findings())
                // What is written wrong is wrong on AWS, too: that is one mistake, to be mended where it is written.
                .forEach(finding -> findings.putIfAbsent(finding.rule() + finding.where(), finding));
        return List.copyOf(findings.values());
    }
}
