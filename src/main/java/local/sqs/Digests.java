package local.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/** The digests of message parts, in hexadecimal digits. */
final class Digests {
    private static final int TEXT = 1;
    private static final int BINARY = 2;

    private Digests() {}

    static String sha256(String text) {
        return digest("SHA-256", text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation">digest</a>
     * of message attributes, which clients verify.
     *
     * @param attributes the attributes in the order of their names
     */
    static String ofAttributes(Map<String, JsonNode> attributes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (Map.Entry<String, JsonNode> attribute : attributes.entrySet()) {
                String type = attribute.getValue().path("DataType").asText();
                write(out, attribute.getKey().getBytes(StandardCharsets.UTF_8));
                write(out, type.getBytes(StandardCharsets.UTF_8));
                boolean binary = type.startsWith("Binary");
                out.writeByte(binary ? BINARY : TEXT);
                write(
                        out,
                        binary
                                ? Base64.getDecoder()
                                        .decode(attribute
                                                .getValue()
                                                .path("BinaryValue")
                                                .asText())
                                : attribute
                                        .getValue()
                                        .path("StringValue")
                                        .asText()
                                        .getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return digest("MD5", bytes.toByteArray());
    }

    private static void write(DataOutputStream out, byte[] part) throws IOException {
        out.writeInt(part.length);
        out.write(part);
    }

    private static String digest(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
