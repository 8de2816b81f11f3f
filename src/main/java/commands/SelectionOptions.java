package commands;

import deadletters.RefusedException;
import deadletters.Selection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options that select letters. */
final class SelectionOptions {
    @Option(
            names = "--fingerprint",
            paramLabel = "<fingerprint>",
            description = "Letters of this failure. May be repeated; any of them matches.")
    private List<String> fingerprints = new ArrayList<>();

    @Option(
            names = "--id",
            paramLabel = "<id>",
            description = "The letter with this message id, or the letters of the event with this id. May be repeated.")
    private List<String> ids = new ArrayList<>();

    @Option(
            names = "--attribute",
            paramLabel = "<name=value>",
            converter = NameAndValue.Converter.class,
            description = "Letters whose message attribute has this value. May be repeated; all must match.")
    private List<NameAndValue> attributes = new ArrayList<>();

    @Option(
            names = "--where",
            paramLabel = "<JSONPath>",
            description = "Letters whose data this JSONPath matches, such as '$[?(@.amount > 10)]'.")
    private String path;

    @Option(names = "--group", paramLabel = "<group>", description = "Letters of this message group.")
    private String group;

    @Spec(Target.MIXEE)
    private CommandSpec command;

    /**
     * The selection; every letter if there is no option.
     *
     * @throws RefusedException if the options are no valid selection
     */
    Selection selection() {
        return new Selection(
                new HashSet<>(fingerprints),
                new HashSet<>(ids),
                NameAndValue.map(command, "--attribute", attributes),
                path,
                group);
    }

    /**
     * The selection of letters to change.
     *
     * @param all whether {@code --all} was given
     * @throws ParameterException if there is neither a selection nor {@code --all}, or both
     */
    Selection selection(boolean all) {
        Selection selection = selection();
        if (selection.isAll() && !all) {
            throw new ParameterException(
                    command.commandLine(),
                    "the letters to change are missing: --fingerprint, --id, --attribute, --where or --group, or --all");
        }
        if (!selection.isAll() && all) {
            throw new ParameterException(
                    command.commandLine(), "--all cannot be combined with other selections: " + selection);
        }
        return selection;
    }
}
