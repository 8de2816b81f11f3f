package commands;

import aws.AwsClients;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import process.ExitCode;
import process.Json;
import process.SafeText;
import topology.Topology;
import topology.doctor.Doctor;
import topology.doctor.Finding;

/** {@code doctor}: the mistakes that AWS would find later. */
@Command(
        name = "doctor",
        description = "Looks for mistakes in what is written and in what is on AWS, and changes nothing.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<ExitCode> {
    private final Session session;

    @Option(names = "--offline", description = "Look only at what is written; AWS is not asked.")
    private boolean offline;

    @Option(names = "--strict", description = "A warning is as bad as an error.")
    private boolean strict;

    @Option(names = "--json", description = "Answer in JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    DoctorCommand(Session session) {
        this.session = session;
    }

    @Override
    public ExitCode call() {
        if (!offline) {
            session.expectAws();
        }
        List<Finding> findings = findings(session.topology());
        long errors = findings.stream()
                .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                .count();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.pretty(findings));
        } else {
            findings.forEach(finding -> out.println(SafeText.block(finding.toString())));
            out.println("%d errors, %d warnings.".formatted(errors, findings.size() - errors));
        }
        return errors > 0 || (strict && !findings.isEmpty()) ? ExitCode.DIFFERENT : ExitCode.DONE;
    }

    private List<Finding> findings(Topology written) {
        if (offline) {
            return Doctor.examine(written);
        }
        try (AwsClients aws = session.open()) {
            return Doctor.examine(written, aws.sqs(), aws.sns());
        }
    }
}
