package testing;

import java.util.function.Supplier;

/** What a command must do without. */
public final class Unneeded {
    private Unneeded() {}

    /** Fails whoever asks for it. */
    public static <T> Supplier<T> nothing(String what) {
        return () -> {
            throw new AssertionError("needs no " + what);
        };
    }
}
