package commands;

import aws.AwsClients;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import process.Json;
import topology.Topology;
import topology.doctor.Doctor;
import topology.doctor.Finding;

/** {@code doctor}: the mistakes that AWS would find later. */
@Command(
        name = "doctor",
        description = "Looks for mistakes in what is written and in what is on AWS, and changes nothing.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = Caravan.WRONG_ARGUMENTS,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:no error",
            "2:at least one error, or with --strict one warning",
            "3:AWS does not answer",
            "64:wrong arguments",
            "78:the configuration is refused"
        })
final class DoctorCommand implements Callable<Integer> {
    private final Supplier<AwsClients> clients;
    private final Supplier<Topology> topology;

    @Option(names = "--offline", description = "Look only at what is written; AWS is not asked.")
    private boolean offline;

    @Option(names = "--strict", description = "A warning is as bad as an error.")
    private boolean strict;

    @Option(names = "--json", description = "Answer in JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    DoctorCommand(Supplier<AwsClients> clients, Supplier<Topology> topology) {
        this.clients = clients;
        this.topology = topology;
    }

    @Override
    public Integer call() {
        List<Finding> findings = findings(topology.get());
        long errors = findings.stream()
                .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                .count();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.pretty(findings));
        } else {
            findings.forEach(out::println);
            out.println("%d errors, %d warnings.".formatted(errors, findings.size() - errors));
        }
        return errors > 0 || (strict && !findings.isEmpty()) ? Caravan.CHANGES : Caravan.OK;
    }

    private List<Finding> findings(Topology written) {
        if (offline) {
            return Doctor.examine(written);
        }
        try (AwsClients aws = clients.get()) {
            return Doctor.examine(written, aws.sqs(), aws.sns());
        }
    }
}
