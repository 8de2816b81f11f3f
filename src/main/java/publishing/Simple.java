package publishing;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.PathNotFoundException;
import configuration.Rule;
import configuration.Rules;
import failure.CauseChain;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.NoSuchLanguageException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.language.simple.types.SimpleIllegalSyntaxException;
import org.apache.camel.language.simple.types.SimpleParserException;
import org.apache.camel.support.DefaultExchange;
import process.Json;

/** Rules for parameters in Simple, Camel's expression language. */
public final class Simple {
    /** Matches {@code ${jsonpath($.a)}} and the form that names an input first, to find the path. */
    private static final Pattern JSONPATH = Pattern.compile(
            "\\$(?:simple)?\\{\\s*jsonpath\\((?:(?:header|property|exchangeProperty|variable):[^,]*,)?(?<path>.*)\\)\\s*}",
            Pattern.DOTALL);

    private static final Pattern QUOTED = Pattern.compile("\\s*(['\"])(?<text>.*)\\1\\s*", Pattern.DOTALL);

    private Simple() {}

    /** The rule for an expression, which must be parsable. The data that it refers to is known only for a given event. */
    public static Rule expression(CamelContext context) {
        return Rules.rule(
                "a Simple expression such as ${header.ce-type} or ${jsonpath($.type)}",
                value -> !value.isBlank()
                        && parses(context, value)
                        && ExpressionParts.all(value).stream().allMatch(function -> parses(context, function)));
    }

    /**
     * The JSON reader for {@code jsonpath}, as strict as everywhere else, which keeps every digit of a number. The component
     * finds it in the registry.
     */
    public static ObjectMapper json() {
        return Json.strict()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build();
    }

    private static boolean parses(CamelContext context, String expression) {
        try {
            Expression parsed = context.resolveLanguage("simple").createExpression(expression);
            parsed.init(context);
            // A bean is not called for a check, because it may have effects.
            return isPath(expression) && (expression.contains("bean:") || isWellFormed(context, parsed));
        } catch (RuntimeCamelException e) {
            return false;
        }
    }

    /** Whether the path of a {@code jsonpath} function is valid; true for all other functions. */
    private static boolean isPath(String function) {
        Matcher jsonpath = JSONPATH.matcher(function);
        if (!jsonpath.matches() || jsonpath.group("path").contains("${")) {
            return true;
        }
        Matcher quoted = QUOTED.matcher(jsonpath.group("path"));
        try {
            JsonPath.compile((quoted.matches() ? quoted.group("text") : jsonpath.group("path")).strip());
            return true;
        } catch (InvalidPathException | IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Evaluates the expression on an empty exchange, because Camel parses inner expressions only then. Only failures of the
     * parser count: others may be due to the empty exchange.
     */
    private static boolean isWellFormed(CamelContext context, Expression expression) {
        Exchange nothing = new DefaultExchange(context);
        nothing.getMessage().setBody("{}");
        try {
            expression.evaluate(nothing, String.class);
            return true;
        } catch (RuntimeException e) {
            return CauseChain.of(e).stream().noneMatch(Simple::isOfParser);
        }
    }

    private static boolean isOfParser(Throwable cause) {
        return cause instanceof SimpleIllegalSyntaxException
                || cause instanceof SimpleParserException
                || cause instanceof NoSuchLanguageException
                || (cause instanceof InvalidPathException && !(cause instanceof PathNotFoundException));
    }
}
