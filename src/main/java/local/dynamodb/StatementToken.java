package local.dynamodb;

/**
 * A token of a PartiQL statement.
 *
 * @param text the text without the quotes of a name or a string
 * @param start where it begins in the statement
 * @param end where it ends, exclusive
 */
record StatementToken(Kind kind, String text, int start, int end) {
    enum Kind {
        /** A name without quotes, or a keyword. */
        NAME,
        /** {@code "name"}. */
        QUOTED_NAME,
        /** {@code 'text'}. */
        TEXT,
        NUMBER,
        /** An operator, a bracket or another sign. */
        SIGN,
        END
    }

    boolean isSign(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }

    boolean isKeyword(String keyword) {
        return kind == Kind.NAME && text.equalsIgnoreCase(keyword);
    }

    /** Whether this could name a table or an attribute. */
    boolean isName() {
        return kind == Kind.QUOTED_NAME || (kind == Kind.NAME && !ReservedWords.isKeyword(text));
    }
}
