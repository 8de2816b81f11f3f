package http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import org.apache.commons.codec.DecoderException;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;

/**
 * The ways in which senders of webhooks sign a request: by the HMAC-SHA256 of its body, with or without the time. A signed time
 * may be at most five minutes off, so a recorded request cannot be repeated later.
 *
 * @see <a href="https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries">GitHub</a>
 * @see <a href="https://docs.stripe.com/webhooks#verify-manually">Stripe</a>
 * @see <a href="https://docs.slack.dev/authentication/verifying-requests-from-slack">Slack</a>
 * @see <a href="https://shopify.dev/docs/apps/build/webhooks/subscribe/https">Shopify</a>
 */
enum SignatureScheme {
    /** {@code X-Hub-Signature-256: sha256=…}, in hexadecimal. */
    GITHUB("github", "X-Hub-Signature-256") {
        @Override
        Optional<Signing> signing(String signature, UnaryOperator<String> headers) {
            return signature.startsWith(SHA256)
                    ? Signing.of("", hex(signature.substring(SHA256.length())))
                    : Optional.empty();
        }
    },
    /**
     * {@code Stripe-Signature: t=…,v1=…}, of the time, a dot and the body. While a secret changes, there are several signatures.
     */
    STRIPE("stripe", "Stripe-Signature") {
        @Override
        Optional<Signing> signing(String signature, UnaryOperator<String> headers) {
            List<String> times = items(signature, "t=");
            byte[][] all = items(signature, "v1=").stream()
                    .map(SignatureScheme::hex)
                    .flatMap(Optional::stream)
                    .toArray(byte[][]::new);
            return times.size() == 1 ? timed(times.get(0), times.get(0) + ".", all) : Optional.empty();
        }
    },
    /** {@code X-Slack-Signature: v0=…}, of the version, the time and the body. */
    SLACK("slack", "X-Slack-Signature") {
        @Override
        Optional<Signing> signing(String signature, UnaryOperator<String> headers) {
            String time = headers.apply("X-Slack-Request-Timestamp");
            return signature.startsWith("v0=")
                    ? hex(signature.substring(3)).flatMap(one -> timed(time, "v0:" + time + ":", one))
                    : Optional.empty();
        }
    },
    /** {@code X-Shopify-Hmac-Sha256}, in Base64. */
    SHOPIFY("shopify", "X-Shopify-Hmac-Sha256") {
        @Override
        Optional<Signing> signing(String signature, UnaryOperator<String> headers) {
            return Signing.of("", base64(signature));
        }
    },
    /** A header of any name, in hexadecimal or Base64, with or without the prefix {@code sha256=}. */
    HMAC_SHA256("hmac-sha256", "X-Signature") {
        @Override
        Optional<Signing> signing(String signature, UnaryOperator<String> headers) {
            String encoded = signature.startsWith(SHA256) ? signature.substring(SHA256.length()) : signature;
            return Signing.of("", hex(encoded).or(() -> base64(encoded)));
        }
    };

    private static final String SHA256 = "sha256=";
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}");

    private final String written;
    private final String header;

    SignatureScheme(String written, String header) {
        this.written = written;
        this.header = header;
    }

    /**
     * The signatures of a request, as its headers give them.
     *
     * @param before the text that is signed in front of the body
     * @param signatures the given signatures, one of which must be right
     */
    record Signing(String before, List<byte[]> signatures, Optional<Instant> time) {
        static Optional<Signing> of(String before, Optional<byte[]> signature) {
            return signature.map(one -> new Signing(before, List.of(one), Optional.empty()));
        }
    }

    /** The scheme with this name in the configuration. */
    static SignatureScheme of(String written) {
        return Stream.of(values())
                .filter(scheme -> scheme.written.equals(written))
                .findFirst()
                .orElseThrow();
    }

    /** The names of the schemes in the configuration. */
    static String[] written() {
        return Stream.of(values()).map(scheme -> scheme.written).toArray(String[]::new);
    }

    /** The header with the signature, unless the route names another. */
    String header() {
        return header;
    }

    /** Reads the signatures from the headers; empty if the headers are malformed. */
    abstract Optional<Signing> signing(String signature, UnaryOperator<String> headers);

    /**
     * Whether the body is signed with one of the secrets, and not too long ago.
     *
     * @param headers gives the value of a header that is present once, else an empty text
     */
    boolean isSigned(String header, UnaryOperator<String> headers, byte[] body, List<String> secrets, Instant now) {
        Optional<Signing> signing = signing(headers.apply(header), headers)
                .filter(made -> made.time()
                        .map(time -> Duration.between(time, now).abs().compareTo(TOLERANCE) <= 0)
                        .orElse(true));
        boolean signed = false;
        if (signing.isPresent()) {
            for (String secret : secrets) {
                byte[] right = hmac(secret, signing.get().before(), body);
                // Each signature is compared to its end, so the time does not reveal where they differ.
                for (byte[] signature : signing.get().signatures()) {
                    signed |= MessageDigest.isEqual(right, signature);
                }
            }
        }
        return signed;
    }

    private static byte[] hmac(String secret, String before, byte[] body) {
        Mac mac = HmacUtils.getInitializedMac(HmacAlgorithms.HMAC_SHA_256, secret.getBytes(StandardCharsets.UTF_8));
        mac.update(before.getBytes(StandardCharsets.UTF_8));
        return mac.doFinal(body);
    }

    private static Optional<Signing> timed(String seconds, String before, byte[]... signatures) {
        Matcher time = SECONDS.matcher(seconds);
        return time.matches()
                ? Optional.of(new Signing(
                        before, Arrays.asList(signatures), Optional.of(Instant.ofEpochSecond(Long.parseLong(seconds)))))
                : Optional.empty();
    }

    private static List<String> items(String list, String name) {
        return Stream.of(list.split(",", -1))
                .map(String::strip)
                .filter(item -> item.startsWith(name))
                .map(item -> item.substring(name.length()))
                .toList();
    }

    private static Optional<byte[]> hex(String text) {
        try {
            return Optional.of(Hex.decodeHex(text));
        } catch (DecoderException e) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> base64(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
