package local.dynamodb;

/**
 * A token of an expression.
 *
 * @param start where it begins in the expression
 * @param end where it ends, exclusive
 */
record Token(Kind kind, String text, int start, int end) {
    enum Kind {
        /** An attribute's name, a function's name or a keyword. */
        NAME,
        /** {@code #name}. */
        NAME_PLACEHOLDER,
        /** {@code :value}. */
        VALUE_PLACEHOLDER,
        INTEGER,
        /** A comparator, a bracket or another sign, and any character that belongs in no expression. */
        SIGN,
        END
    }

    boolean isSign(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }

    boolean isKeyword(String keyword) {
        return kind == Kind.NAME && text.equalsIgnoreCase(keyword);
    }
}
