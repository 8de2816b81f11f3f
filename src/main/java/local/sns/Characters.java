package local.sns;

/** The characters that a message may hold: what SQS accepts, which is what XML 1.0 can write. */
final class Characters {
    private Characters() {}

    static boolean areAllowed(String text) {
        return text.codePoints().allMatch(Characters::isAllowed);
    }

    private static boolean isAllowed(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || c >= 0x10000;
    }
}
