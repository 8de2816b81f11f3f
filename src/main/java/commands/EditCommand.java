package commands;

import deadletters.Count;
import deadletters.Edit;
import deadletters.EditPreview;
import deadletters.EditPreview.Version;
import deadletters.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import ledger.Author;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import process.ExitCode;
import process.SafeText;

/** {@code dead-letters edit}: changes a letter and sends it back. */
@Command(
        name = "edit",
        description = {
            "Sends one letter back with a new body or new attributes. Its event id and group do not change.",
            "The audit trail keeps the original."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  caravan dead-letters edit billing o-1 --body '{\"order\":1,\"amount\":42}'",
            "  caravan dead-letters edit billing o-1 --set ce_type=OrderPlaced --remove shop",
            "  caravan dead-letters show billing o-1 --json | jq -j .body > body.json",
            "  caravan dead-letters edit billing o-1 --body-file body.json"
        })
final class EditCommand extends ChangeCommand {
    private static final String STANDARD_INPUT = "-";

    @Parameters(index = "0", paramLabel = "<queue>", description = "The source queue of the letter.")
    private String queue;

    @Parameters(
            index = "1",
            paramLabel = "<id>",
            description = "The letter's message id, or the id of an event that has only one letter.")
    private String id;

    @ArgGroup
    private NewBody newBody = new NewBody();

    /** The new body, if there is one. */
    private static final class NewBody {
        @Option(names = "--body", paramLabel = "<text>", description = "The new body.")
        private String text;

        @Option(
                names = "--body-file",
                paramLabel = "<file>",
                description = "The file with the new body in UTF-8, used unchanged; - for standard input.")
        private String file;
    }

    @Option(
            names = "--set",
            paramLabel = "<name=value>",
            converter = NameAndValue.Converter.class,
            description = "A message attribute to add or replace. May be repeated.")
    private List<NameAndValue> set = new ArrayList<>();

    @Option(names = "--remove", paramLabel = "<name>", description = "A message attribute to remove. May be repeated.")
    private List<String> remove = new ArrayList<>();

    @Option(names = "--dry-run", description = "Show what would be sent back, and change nothing.")
    private boolean dryRun;

    EditCommand(Session session) {
        super(session);
    }

    @Override
    public ExitCode call() {
        Author who = by();
        Edit edit = new Edit(body(), NameAndValue.map(spec(), "--set", set), new HashSet<>(remove));
        if (dryRun) {
            return preview(edit);
        }
        Outcome outcome = work(desk -> desk.letters().edit(queue, id, edit, who, desk.job()))
                .result();
        ExitCode code = answer(outcome);
        boolean stayed = code == ExitCode.DONE && outcome.count(Count.MOVED) == 0;
        return stayed ? ExitCode.CONFLICT : code;
    }

    private ExitCode preview(Edit edit) {
        EditPreview preview = work(desk -> desk.letters().preview(queue, id, edit, desk.job()))
                .result();
        if (!json(preview)) {
            for (String part : preview.changed()) {
                out().println(part);
                out().println("  - " + text(preview.before(), part));
                out().println("  + " + text(preview.after(), part));
            }
        }
        return ExitCode.DONE;
    }

    private static String text(Version message, String part) {
        String text = part.equals(EditPreview.BODY)
                ? message.body()
                : message.attributes().getOrDefault(part, "");
        return SafeText.line(text);
    }

    private String body() {
        return newBody.file == null ? newBody.text : read(newBody.file);
    }

    private String read(String file) {
        try {
            byte[] bytes = file.equals(STANDARD_INPUT)
                    ? session().terminal().in().readAllBytes()
                    : Files.readAllBytes(Path.of(file));
            // A new decoder reports malformed input, where new String(bytes, UTF_8) would replace it.
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw wrong("--body-file " + file + ": must be text in UTF-8");
        } catch (NoSuchFileException e) {
            throw wrong("--body-file " + file + ": there is no such file");
        } catch (IOException | InvalidPathException e) {
            throw wrong("--body-file " + file + ": cannot be read: " + e.getMessage());
        }
    }
}
