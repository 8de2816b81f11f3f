package local.dynamodb;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The conditions, updates and projections of one request, written as expressions or in the legacy form, with one
 * structure for each attribute. A request may use only one of the two forms.
 */
final class Expressions {
    private static final String NAMES = "ExpressionAttributeNames";
    private static final String VALUES = "ExpressionAttributeValues";
    private static final Pattern NAME = Pattern.compile("#[A-Za-z0-9_]+");
    private static final Pattern VALUE = Pattern.compile(":[A-Za-z0-9_]+");
    private static final Set<String> EXPRESSIONS = Set.of(
            "ConditionExpression",
            "UpdateExpression",
            "ProjectionExpression",
            "FilterExpression",
            "KeyConditionExpression");
    private static final Set<String> LEGACY = Set.of(
            "Expected",
            "AttributeUpdates",
            "AttributesToGet",
            "QueryFilter",
            "ScanFilter",
            "KeyConditions",
            "ConditionalOperator");

    private final Request request;
    private final Placeholders placeholders;

    Expressions(Request request) {
        this.request = request;
        refuseMixture();
        placeholders = new Placeholders(names(), values());
    }

    /** A condition in a parameter, if the request has that parameter. */
    Optional<ConditionParser.Parsed> condition(String parameter) {
        return request.text(parameter)
                .map(expression -> new ConditionParser(parameter, expression, placeholders).parse());
    }

    /** The condition of a write. Its legacy form is {@code Expected}. */
    Condition writeCondition() {
        return condition("ConditionExpression")
                .map(ConditionParser.Parsed::condition)
                .orElseGet(() -> LegacyConditions.expected(request));
    }

    /** The update, without actions if the request has none. */
    Update update() {
        return request.text("UpdateExpression")
                .map(expression -> new UpdateParser(expression, placeholders).parse())
                .orElseGet(() -> LegacyUpdates.read(request));
    }

    /** The requested attributes, or nothing if all attributes are requested. */
    Optional<Projection> projection() {
        Optional<Projection> projection = request.text("ProjectionExpression")
                .map(expression -> new ProjectionParser(expression, placeholders).parse());
        if (projection.isPresent() || !request.hasEntries("AttributesToGet")) {
            return projection;
        }
        List<Path> paths =
                request.texts("AttributesToGet").stream().map(Path::of).toList();
        if (Set.copyOf(paths).size() < paths.size()) {
            throw ServiceError.validation(
                    "One or more parameter values were invalid: Duplicate value in attribute name");
        }
        return Optional.of(new Projection(paths));
    }

    /** Call this when all expressions have been read. */
    void refuseUnused() {
        placeholders.refuseUnused();
    }

    private void refuseMixture() {
        String old = among(LEGACY);
        String modern = among(EXPRESSIONS);
        if (!old.isEmpty() && !modern.isEmpty()) {
            throw ServiceError.validation("Can not use both expression and non-expression parameters in the same"
                    + " request: Non-expression parameters: {" + old + "} Expression parameters: {" + modern + "}");
        }
        for (String parameter : List.of(NAMES, VALUES)) {
            if (request.has(parameter) && modern.isEmpty()) {
                throw ServiceError.validation(parameter + " can only be specified when using expressions");
            }
        }
    }

    private String among(Set<String> parameters) {
        return request.names().stream()
                .filter(parameters::contains)
                .filter(parameter -> !LEGACY.contains(parameter)
                        || parameter.equals("ConditionalOperator")
                        || request.hasEntries(parameter))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private Map<String, String> names() {
        Map<String, String> names = request.textsByName(NAMES);
        refuseEmptyAndMisnamed(NAMES, names, NAME);
        return names;
    }

    private Map<String, Value> values() {
        Map<String, Value> values = new LinkedHashMap<>();
        if (request.has(VALUES)) {
            Request given = request.part(VALUES);
            for (String name : given.names()) {
                try {
                    values.put(name, given.value(name, null));
                } catch (ServiceError e) {
                    throw e.isValidation()
                            ? ServiceError.validation(
                                    VALUES + " contains invalid value: " + e.getMessage() + " for key " + name)
                            : e;
                }
            }
        }
        refuseEmptyAndMisnamed(VALUES, values, VALUE);
        return values;
    }

    private void refuseEmptyAndMisnamed(String parameter, Map<String, ?> given, Pattern pattern) {
        if (request.has(parameter) && given.isEmpty()) {
            throw ServiceError.validation(parameter + " must not be empty");
        }
        for (String key : given.keySet()) {
            if (!pattern.matcher(key).matches()) {
                throw ServiceError.validation(parameter + " contains invalid key: Syntax error; key: \"" + key + "\"");
            }
        }
    }
}
