package publishing;

import configuration.Rule;
import configuration.Rules;
import failure.CauseChain;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.NoSuchLanguageException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.language.simple.types.SimpleIllegalSyntaxException;
import org.apache.camel.language.simple.types.SimpleParserException;
import org.apache.camel.support.DefaultExchange;

/** Simple, Camel's expression language, as the value of a parameter. */
public final class Simple {
    private Simple() {}

    /** An expression that can be parsed. What it refers to is known only when an event is there. */
    public static Rule expression(CamelContext context) {
        return Rules.rule("a Simple expression such as ${header.ce-type}", value -> parses(context, value));
    }

    private static boolean parses(CamelContext context, String expression) {
        try {
            Expression parsed = context.resolveLanguage("simple").createExpression(expression);
            parsed.init(context);
            // A bean may do more than to answer.
            return !expression.isBlank() && (expression.contains("bean:") || isWellFormed(context, parsed));
        } catch (RuntimeCamelException e) {
            return false;
        }
    }

    /**
     * Camel parses an expression inside of another one when it evaluates that. On an exchange without anything much else may
     * fail, and says nothing of the expression.
     */
    private static boolean isWellFormed(CamelContext context, Expression expression) {
        Exchange nothing = new DefaultExchange(context);
        nothing.getMessage().setBody("");
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
                || cause instanceof NoSuchLanguageException;
    }
}
