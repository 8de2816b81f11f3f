package ledger;

/**
 * Who changes something, and why.
 *
 * @param name who it is
 * @param reason why, in that person's words; {@code null} if none was given
 */
public record Author(String name, String reason) {
    private static final int LONGEST_REASON = 200;

    /** @throws IllegalArgumentException if the reason is blank or has more than 200 characters */
    public Author {
        if (reason != null && (reason.isBlank() || reason.length() > LONGEST_REASON)) {
            throw new IllegalArgumentException("reason: must have 1 to " + LONGEST_REASON + " characters");
        }
    }

    /** An author who gives no reason. */
    public static Author of(String name) {
        return new Author(name, null);
    }
}
