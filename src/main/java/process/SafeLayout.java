package process;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.CoreConstants;
import java.util.regex.Pattern;

/**
 * Logs an event on one line, whatever its message holds, and a stack trace on the lines after it. Ids, headers and the
 * messages of exceptions come from whoever sent an event.
 */
final class SafeLayout extends PatternLayout {
    /** A line of an exception's message, which could pass for a line of the log. */
    private static final Pattern LINE_OF_A_MESSAGE = Pattern.compile("\n(?!\t|Caused by: |$)");

    private final ThrowableProxyConverter stackTrace = new ThrowableProxyConverter();

    /** @param line how an event looks, without its stack trace and the end of the line */
    SafeLayout(String line) {
        setPattern(line + "%nopex");
    }

    @Override
    public void start() {
        stackTrace.setContext(getContext());
        stackTrace.start();
        super.start();
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        String trace = SafeText.block(stackTrace.convert(event));
        return SafeText.line(super.doLayout(event))
                + CoreConstants.LINE_SEPARATOR
                + LINE_OF_A_MESSAGE.matcher(trace).replaceAll("\n\t");
    }
}
