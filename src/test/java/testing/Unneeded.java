package testing;

import java.util.function.Supplier;

/** Parts that a command must not need. */
public final class Unneeded {
    private Unneeded() {}

    /** A supplier that fails if the command uses it. */
    public static <T> Supplier<T> nothing(String what) {
        return () -> {
            throw new AssertionError("needs no " + what);
        };
    }
}
