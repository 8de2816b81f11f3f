package process;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a process of Caravan ends: one meaning a number, the same for a run and for every command. The help of each command,
 * {@code docs/running.md} and the script {@code caravan} say the same.
 */
public enum ExitCode {
    /** It is found, or done, or there was nothing to do. */
    DONE(0, "done, or found, or nothing to do"),

    /** Never ours: what the JVM ends with when it cannot start a program, and whoever asks must not take it for an answer. */
    NO_JAVA(1, "Java could not run Caravan; it says why"),

    /** A comparison has found something to do. */
    DIFFERENT(2, "plan has found something to create or to change; doctor has found an error"),

    /** AWS is away, or throttles. */
    AWS_AWAY(3, "AWS does not answer: try again later"),

    /** Things are in the way that may go away. */
    CONFLICT(4, "not possible as things are: somebody else works on the same, or a port is taken"),

    /** It was cancelled, or not confirmed, or AWS did not do all of it. */
    INCOMPLETE(5, "not done, or not all of it: declined, cancelled, or not all taken by AWS"),

    /** There is no such event, letter, queue or group. */
    NOT_FOUND(6, "what was asked for is not there"),

    /** {@code EX_USAGE} of {@code sysexits.h}. */
    WRONG_ARGUMENTS(64, "wrong arguments"),

    /** {@code EX_UNAVAILABLE}. Said by the script: nothing of Caravan runs yet. */
    NOT_BUILT(69, "nothing is built yet, or there is no Java"),

    /** {@code EX_SOFTWARE}. */
    DEFECT(70, "a defect of Caravan"),

    /** {@code EX_NOPERM}. */
    AWS_REFUSES(77, "AWS refuses: a permission is missing, or a value is wrong"),

    /** {@code EX_CONFIG}. */
    CONFIGURATION(78, "the configuration is refused, one line for each mistake"),

    /** What the JVM ends with after SIGINT. */
    INTERRUPTED(130, "stopped by Ctrl-C, after what was begun came to its end"),

    /** What the JVM ends with after SIGTERM. */
    TERMINATED(143, "stopped by SIGTERM, after what was begun came to its end");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /** What the process ends with. */
    public int number() {
        return number;
    }

    /** What it means, in a few words. */
    public String meaning() {
        return meaning;
    }

    /** Each number with its meaning, in ascending order. */
    public static Map<String, String> table() {
        Map<String, String> table = new LinkedHashMap<>();
        for (ExitCode code : values()) {
            table.put(Integer.toString(code.number), code.meaning);
        }
        return table;
    }
}
