package ledger;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A long text as a compressed attribute of an item. */
final class Compressed {
    /** The largest compressed size of one attribute, in bytes. DynamoDB allows 400 KB for a whole item. */
    static final int MOST = 350 * 1024;

    private Compressed() {}

    /** @throws IllegalArgumentException if the text is larger than {@link #MOST} */
    static AttributeValue of(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (bytes.size() > MOST) {
            throw new IllegalArgumentException(
                    "%d bytes compressed, and at most %d are kept".formatted(bytes.size(), MOST));
        }
        return AttributeValue.fromB(SdkBytes.fromByteArray(bytes.toByteArray()));
    }

    static String text(AttributeValue compressed) {
        try (GZIPInputStream gzip =
                new GZIPInputStream(new ByteArrayInputStream(compressed.b().asByteArray()))) {
            return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
