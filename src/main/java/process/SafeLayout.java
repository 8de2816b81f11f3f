package process;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.CoreConstants;
import java.util.regex.Pattern;

/**
 * Lays out a log event on one line with its {@link LogContext}, followed by its stack trace. Ids, headers and exception
 * messages come from outside, and could otherwise forge a line of the log.
 */
final class SafeLayout extends PatternLayout {
    /** A line of an exception's message that could be mistaken for a line of the log. */
    private static final Pattern LINE_OF_A_MESSAGE = Pattern.compile("\n(?!\t|Caused by: |$)");

    private final ThrowableProxyConverter stackTrace = new ThrowableProxyConverter();

    /** @param line the pattern of a log line, without stack trace and line end */
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
        return SafeText.line(super.doLayout(event) + LogContext.shown(event.getMDCPropertyMap()))
                + CoreConstants.LINE_SEPARATOR
                + LINE_OF_A_MESSAGE.matcher(trace).replaceAll("\n\t");
    }
}
