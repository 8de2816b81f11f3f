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

/** {@code doctor}: finds mistakes before they cause trouble on AWS. */
@Command(
        name = "doctor",
        description = "Finds mistakes in the configuration and on AWS, and changes nothing.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<ExitCode> {
    private final Session session;

    @Option(names = "--offline", description = "Check the configuration only, without calling AWS.")
    private boolean offline;

    @Option(names = "--strict", description = "Treat warnings as errors.")
    private boolean strict;

    @Option(names = "--json", description = "Print JSON.")
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
