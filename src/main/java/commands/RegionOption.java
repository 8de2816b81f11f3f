package commands;

import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that names the region of the resources that are exported. */
final class RegionOption {
    private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-\\d+");

    @Option(
            names = "--region",
            required = true,
            paramLabel = "<region>",
            defaultValue = "${env:AWS_REGION}",
            description = "The region (default: $$AWS_REGION).")
    private String region;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** @throws ParameterException if the value is not a region */
    String region() {
        if (!REGION.matcher(region).matches()) {
            throw new ParameterException(
                    spec.commandLine(), "--region = " + region + ": must be a region such as eu-central-1");
        }
        return region;
    }
}
