package publishing;

import configuration.Rule;
import configuration.Rules;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;

/** Simple, Camel's expression language, as the value of a parameter. */
public final class Simple {
    private Simple() {}

    /** An expression that can be parsed. What it refers to is known only when an event is there. */
    public static Rule expression(CamelContext context) {
        return Rules.rule("a Simple expression such as ${header.ce-type}", value -> parses(context, value));
    }

    private static boolean parses(CamelContext context, String expression) {
        try {
            context.resolveLanguage("simple").createExpression(expression).init(context);
            return !expression.isBlank();
        } catch (RuntimeCamelException e) {
            return false;
        }
    }
}
