package failure;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Identifies a failure across messages. It consists of the classes of the exception and its causes, the HTTP status if
 * there is one, and the first stack frames of the application in the last cause.
 *
 * <p>Messages are left out because they hold data, and line numbers because each release changes them.
 */
final class Fingerprint {
    /** Enough frames to tell two failures apart, and few enough that a change further up does not matter. */
    private static final int FRAMES = 3;

    /** Characters of the digest: short enough to type, long enough to be unique. */
    private static final int LENGTH = 12;

    /** Packages of libraries. All other packages are the application's. */
    private static final List<String> LIBRARIES = List.of(
            "java.", "javax.", "jdk.", "sun.", "com.sun.", "org.apache.", "software.amazon.", "io.vertx.", "io.netty.");

    /** Classes generated at run time, whose names differ in each process. */
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
