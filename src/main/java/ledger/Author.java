package ledger;

/**
 * Who changes something, and why.
 *
 * @param name who it is
 * @param reason why, in that person's words; {@code null} if nothing was said
 */
public record Author(String name, String reason) {
    private static final int LONGEST_REASON = 200;

    /** @throws IllegalArgumentException if the reason is too long, or no text */
    public Author {
        if (reason != null && (reason.isBlank() || reason.length() > LONGEST_REASON)) {
            throw new IllegalArgumentException("reason: must have 1 to " + LONGEST_REASON + " characters");
        }
    }

    /** Somebody who gives no reason. */
    public static Author of(String name) {
        return new Author(name, null);
    }
}
