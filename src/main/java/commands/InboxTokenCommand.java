package commands;

import configuration.ConfigurationException;
import inbox.ClientTokens;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import process.ExitCode;
import topology.Inbox;

/** {@code inbox-token <client>}: prints the token with which a client connects to its inbox. */
@Command(
        name = "inbox-token",
        description = {
            "Prints the token of a client of an inbox: the HMAC-SHA256 of its name by the secret.",
            "The secret comes from the property inbox.secret, which is INBOX_SECRET in the environment."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  INBOX_SECRET=… caravan inbox-token ana",
            "  APP_SECRET=… caravan inbox-token --property app.secret ana"
        })
public final class InboxTokenCommand implements Callable<ExitCode> {
    private static final String PROPERTY = "inbox.secret";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

    private final UnaryOperator<String> properties;

    @Parameters(paramLabel = "<client>", description = "The client's name.")
    private String client;

    @Option(
            names = "--property",
            paramLabel = "<name>",
            defaultValue = PROPERTY,
            description = "The property that has the secret. Default: ${DEFAULT-VALUE}.")
    private String property;

    @Spec
    private CommandSpec spec;

    /** @param properties the value of a property, by its name; empty if nothing sets it */
    public InboxTokenCommand(UnaryOperator<String> properties) {
        this.properties = properties;
    }

    @Override
    public ExitCode call() {
        if (!Inbox.CLIENT.matcher(client).matches()) {
            throw new ParameterException(
                    spec.commandLine(), "a client's name is 1 to 32 letters, digits, - and _: " + client);
        }
        if (!NAME.matcher(property).matches()) {
            throw new ParameterException(spec.commandLine(), "--property must be the name of a property: " + property);
        }
        String secret = properties.apply(property);
        Optional<String> allowed = secret.isBlank()
                ? Optional.of("a secret: set it in the environment, such as INBOX_SECRET")
                : ClientTokens.rule().objection(secret);
        // No message contains the secret itself.
        allowed.ifPresent(rule -> {
            throw new ConfigurationException(List.of("%s: must be %s".formatted(property, rule)));
        });
        spec.commandLine().getOut().println(ClientTokens.by(secret).of(client));
        return ExitCode.DONE;
    }
}
