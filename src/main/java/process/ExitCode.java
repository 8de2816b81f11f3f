package process;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The exit codes of a Caravan process. Each number has one meaning, for a run and for every command. The help of each
 * command, {@code docs/running.md} and the script {@code caravan} list the same numbers.
 */
public enum ExitCode {
    /** Success: done, found, or nothing to do. */
    DONE(0, "done, or found, or nothing to do"),

    /**
     * Not used by Caravan: the JVM exits with this code if it cannot start a program. A script must not take it for a
     * result.
     */
    NO_JAVA(1, "Java could not run Caravan; it says why"),

    /** A comparison has found a difference. */
    DIFFERENT(2, "plan or reload --dry-run has found something to change; doctor has found an error"),

    /** AWS does not answer, or throttles. */
    AWS_AWAY(3, "AWS does not answer: try again later"),

    /** A conflict that may resolve itself. */
    CONFLICT(4, "not possible as things are: somebody else works on the same, or a port is taken"),

    /** The operation was cancelled, declined, or done by AWS in part only. */
    INCOMPLETE(5, "not done, or not all of it: declined, cancelled, or not all taken by AWS"),

    /** The event, letter, queue or group does not exist. */
    NOT_FOUND(6, "what was asked for is not there"),

    /** {@code EX_USAGE} of {@code sysexits.h}. */
    WRONG_ARGUMENTS(64, "wrong arguments"),

    /** {@code EX_UNAVAILABLE}. Only the launcher script uses it, before a JVM runs. */
    NOT_BUILT(69, "nothing is built yet, or there is no Java"),

    /** {@code EX_SOFTWARE}. */
    DEFECT(70, "a defect of Caravan"),

    /** {@code EX_NOPERM}. */
    AWS_REFUSES(77, "AWS or the running process refuses: a permission is missing, or a value is wrong"),

    /** {@code EX_CONFIG}. */
    CONFIGURATION(78, "the configuration is refused, one line for each mistake"),

    /** The JVM's exit code after SIGHUP. */
    HUNG_UP(129, "its terminal was closed; what was begun came to its end"),

    /** The JVM's exit code after SIGINT. */
    INTERRUPTED(130, "stopped by Ctrl-C, after what was begun came to its end"),

    /** The JVM's exit code after SIGTERM. */
    TERMINATED(143, "stopped by SIGTERM, after what was begun came to its end");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /** The exit code of the process. */
    public int number() {
        return number;
    }

    /** What the exit code means, in a few words. */
    public String meaning() {
        return meaning;
    }

    /** Each exit code with its meaning, in ascending order. */
    public static Map<String, String> table() {
        Map<String, String> table = new LinkedHashMap<>();
        for (ExitCode code : values()) {
            table.put(Integer.toString(code.number), code.meaning);
        }
        return table;
    }
}
