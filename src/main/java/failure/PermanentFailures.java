package failure;

import configuration.Rule;
import configuration.Rules;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.util.ObjectHelper;

/** Parses the exception classes for which a retry is useless: their names, separated by commas. */
public final class PermanentFailures {
    private PermanentFailures() {}

    /** Accepts names of exception classes on the class path. */
    public static Rule rule() {
        return Rules.rule(
                "names of exception classes on the class path, separated by commas",
                names -> !parse(names).isEmpty());
    }

    /**
     * The classes with these names.
     *
     * @throws IllegalArgumentException if a name is not that of an exception class on the class path
     */
    public static List<Class<? extends Throwable>> parse(String names) {
        List<Class<? extends Throwable>> types = new ArrayList<>();
        for (String name : names.isBlank() ? new String[0] : names.trim().split("\\s*,\\s*")) {
            Class<?> type = ObjectHelper.loadClass(name);
            if (type == null || !Throwable.class.isAssignableFrom(type)) {
                throw new IllegalArgumentException(name + " is not an exception class on the class path");
            }
            types.add(type.asSubclass(Throwable.class));
        }
        return types;
    }
}
