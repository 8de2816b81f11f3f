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

/** Which letters. */
final class SelectionOptions {
    @Option(
            names = "--fingerprint",
            paramLabel = "<fingerprint>",
            description = "Letters of this failure. May be repeated: of one of these.")
    private List<String> fingerprints = new ArrayList<>();

    @Option(
            names = "--id",
            paramLabel = "<id>",
            description = "The letter with this message id, or those of the event with this id. May be repeated.")
    private List<String> ids = new ArrayList<>();

    @Option(
            names = "--attribute",
            paramLabel = "<name=value>",
            converter = NameAndValue.Converter.class,
            description = "Letters whose message attribute has this value. May be repeated: all of these.")
    private List<NameAndValue> attributes = new ArrayList<>();

    @Option(
            names = "--where",
            paramLabel = "<JSONPath>",
            description = "Letters in whose data this finds something, such as '$[?(@.amount > 10)]'.")
    private String path;

    @Option(names = "--group", paramLabel = "<group>", description = "Letters of this message group.")
    private String group;

    @Spec(Target.MIXEE)
    private CommandSpec command;

    /**
     * All letters, if there is no option.
     *
     * @throws RefusedException if it cannot be a selection
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
     * The letters that are to be changed.
     *
     * @param all whether all of them were asked for
     * @throws ParameterException if it is not said which, or both
     */
    Selection selection(boolean all) {
        Selection selection = selection();
        if (selection.isAll() && !all) {
            throw new ParameterException(
                    command.commandLine(),
                    "say which letters: --fingerprint, --id, --attribute, --where or --group, or --all");
        }
        if (!selection.isAll() && all) {
            throw new ParameterException(command.commandLine(), "--all goes without any other choice: " + selection);
        }
        return selection;
    }
}
