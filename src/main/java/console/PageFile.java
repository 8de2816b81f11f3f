package console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.codec.binary.Base64;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * A file of the console in one of the two forms in which it is sent.
 *
 * @param type its media type
 * @param encoding {@code gzip}, or {@code identity}
 * @param tag its entity tag, which differs for each content and form
 */
record PageFile(byte[] bytes, String type, String encoding, String tag) {
    static final String GZIP = "gzip";

    private static final String IDENTITY = "identity";

    /** The file as it is. */
    static PageFile of(byte[] content, String type) {
        return new PageFile(content, type, IDENTITY, tag(content));
    }

    /** The same file, compressed. */
    PageFile compressed() {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] content = compressed.toByteArray();
        return new PageFile(content, type, GZIP, tag(content));
    }

    private static String tag(byte[] content) {
        return '"' + Base64.encodeBase64URLSafeString(DigestUtils.sha256(content)) + '"';
    }
}
