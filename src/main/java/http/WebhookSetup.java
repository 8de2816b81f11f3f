package http;

import configuration.ConfigurationException;
import configuration.ConfiguredRoute;
import configuration.PerRoute;
import configuration.Rules;
import configuration.Template;
import configuration.Template.Objection;
import http.Webhook.Challenge;
import http.Webhook.Signature;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;

/**
 * Gives each {@code publish} route its {@link Webhook}. The secret of route {@code github} is the property
 * {@code webhooks.github.secret}, so no route contains it. While a secret is being replaced, several are separated by commas.
 */
public final class WebhookSetup extends MainListenerSupport {
    static final String SIGNATURE = "signature";
    private static final String SIGNATURE_HEADER = "signatureHeader";
    private static final String CHALLENGE = "challenge";
    private static final String COMMAS = "\\s*,\\s*";

    /** The webhook of each route, by its id. */
    record Webhooks(Map<String, Webhook> ofRoutes) {
        /** The webhook of the route that starts with this endpoint. */
        static Optional<Webhook> of(Endpoint endpoint) {
            return Optional.ofNullable(endpoint.getCamelContext().getRegistry().findSingleByType(Webhooks.class))
                    .flatMap(all -> HttpRoute.of(endpoint, all.ofRoutes()));
        }
    }

    /** The parameters of a route that takes webhooks. */
    public static Template parameters(Template template) {
        return template.optional(
                        SIGNATURE,
                        Rules.oneOf(SignatureScheme.written()),
                        "HTTP only: how the sender signs its requests. Others are answered 401. The secret is the property webhooks.ROUTE.secret, such as WEBHOOKS_GITHUB_SECRET in the environment")
                .optional(
                        SIGNATURE_HEADER,
                        Rules.rule("the name of a header", name -> name.matches("[A-Za-z0-9-]{1,100}")),
                        "With signature = hmac-sha256: the header with the signature. If left out: X-Signature")
                .optional(
                        CHALLENGE,
                        Rules.rule(
                                "slack or cloudevents, or both, separated by commas",
                                value -> challenges(value).size() == value.split(",", -1).length),
                        "HTTP only: which questions of senders are answered: Slack's url_verification, the validation of CloudEvents webhooks by OPTIONS")
                .agreeing(WebhookSetup::objection);
    }

    private static Optional<Objection> objection(Map<String, String> parameters) {
        if (!FrontDoor.serves(parameters.get("from"))) {
            return Stream.of(SIGNATURE, CHALLENGE)
                    .filter(parameters::containsKey)
                    .findFirst()
                    .map(name -> new Objection(name, "left out, unless from is platform-http"));
        }
        return parameters.containsKey(SIGNATURE_HEADER) && !"hmac-sha256".equals(parameters.get(SIGNATURE))
                ? Optional.of(new Objection(SIGNATURE_HEADER, "left out, unless signature is hmac-sha256"))
                : Optional.empty();
    }

    private static Set<Challenge> challenges(String written) {
        Set<String> given = Arrays.stream(written.strip().split(COMMAS, -1)).collect(Collectors.toSet());
        return Stream.of(Challenge.values())
                .filter(one -> given.contains(one.name().toLowerCase(Locale.ROOT)))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * Runs after the configuration, because only then can the vault be asked.
     *
     * @throws ConfigurationException with one line for each route whose secret is missing
     */
    @Override
    public void afterConfigure(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        prepare(context);
        context.getRegistry().bind("webhook-per-route", PerRoute.class, (PerRoute) WebhookSetup::prepare);
    }

    private static void prepare(CamelContext context) {
        List<String> mistakes = new ArrayList<>();
        Map<String, Webhook> webhooks = new HashMap<>();
        for (ConfiguredRoute route : ConfiguredRoute.in(context.getRegistry())) {
            Map<String, String> parameters = route.parameters();
            if (parameters.containsKey(SIGNATURE) || parameters.containsKey(CHALLENGE)) {
                Optional<Signature> signature = Optional.ofNullable(parameters.get(SIGNATURE))
                        .map(SignatureScheme::of)
                        .map(scheme -> new Signature(
                                scheme,
                                parameters.getOrDefault(SIGNATURE_HEADER, scheme.header()),
                                secrets(route.id(), context, mistakes),
                                Clock.systemUTC()));
                Optional<Limit> limit =
                        Optional.ofNullable(parameters.get("limit")).map(Limit::of);
                webhooks.put(
                        route.id(),
                        new Webhook(route.id(), signature, challenges(parameters.getOrDefault(CHALLENGE, "")), limit));
            }
        }
        if (!mistakes.isEmpty()) {
            throw new ConfigurationException(mistakes);
        }
        context.getRegistry().bind("webhooks", new Webhooks(webhooks));
    }

    private static List<String> secrets(String route, CamelContext context, List<String> mistakes) {
        String property = "webhooks.%s.secret".formatted(route);
        String configured =
                context.resolvePropertyPlaceholders("{{" + property + ":}}").strip();
        List<String> secrets = List.of(configured.split(COMMAS, -1));
        if (configured.isEmpty()) {
            mistakes.add("%s: must be set, because route %s checks signatures".formatted(property, route));
        } else if (secrets.contains("")) {
            // No message contains the secret itself.
            mistakes.add(property + ": must be one secret, or several separated by commas");
        }
        return secrets;
    }
}
