package failure;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * What is the same in the same failure of different messages: the classes of the exception and of its causes, the HTTP
 * status if that was the failure, and the first of the application's own methods on the stack of the last cause.
 *
 * <p>No messages, for these hold data; no line numbers, for the next release has others.
 */
final class Fingerprint {
    /** Enough to tell two failures apart, and few enough that a change further up is no other failure. */
    private static final int FRAMES = 3;

    /** Enough of a digest to look at, to type and to have no other by chance. */
    private static final int LENGTH = 12;

    /** Where failures pass through. The application's own are all others. */
    private static final List<String> LIBRARIES = List.of(
            "java.", "javax.", "jdk.", "sun.", "com.sun.", "org.apache.", "software.amazon.", "io.vertx.", "io.netty.");

    /** Classes that are made at run time have names that are another in each process. */
    private static final Pattern MADE_AT_RUN_TIME = Pattern.compile("\\$\\$.*|/0x.*|\\$Proxy\\d+|Accessor\\d+");

    private Fingerprint() {}

    static String of(Throwable failure) {
        List<String> parts = new ArrayList<>();
        Throwable last = failure;
        for (Throwable cause : CauseChain.of(failure)) {
            parts.add(cause.getClass().getName());
            if (cause instanceof HttpOperationFailedException http) {
                parts.add(String.valueOf(http.getStatusCode()));
            }
            last = cause;
        }
        own(last).limit(FRAMES).forEach(parts::add);
        return DigestUtils.sha256Hex(String.join("\n", parts)).substring(0, LENGTH);
    }

    private static Stream<String> own(Throwable cause) {
        return Stream.of(cause.getStackTrace())
                .filter(frame -> LIBRARIES.stream().noneMatch(frame.getClassName()::startsWith))
                .map(frame ->
                        MADE_AT_RUN_TIME.matcher(frame.getClassName()).replaceAll("") + "." + frame.getMethodName());
    }
}
