package local.dynamodb;

import java.util.Arrays;
import java.util.Base64;
import java.util.stream.IntStream;

/** Bytes as a value, ordered as unsigned. */
final class Bytes implements Comparable<Bytes> {
    private final byte[] bytes;

    private Bytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Decodes base 64.
     *
     * @throws IllegalArgumentException if the text is not base 64
     */
    static Bytes decode(String base64) {
        return new Bytes(Base64.getDecoder().decode(base64));
    }

    /** The bytes in base 64. */
    String encode() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    int length() {
        return bytes.length;
    }

    boolean startsWith(Bytes prefix) {
        return isAt(0, prefix.bytes);
    }

    boolean contains(Bytes part) {
        return IntStream.rangeClosed(0, bytes.length - part.bytes.length).anyMatch(start -> isAt(start, part.bytes));
    }

    private boolean isAt(int start, byte[] part) {
        return start + part.length <= bytes.length
                && Arrays.equals(bytes, start, start + part.length, part, 0, part.length);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
