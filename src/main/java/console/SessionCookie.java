package console;

import com.fasterxml.jackson.core.JsonProcessingException;
import http.Operator;
import http.Right;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;
import process.Json;

/**
 * The cookie that keeps an operator signed in for eight hours: who it is, the right, the expiry, and an HMAC-SHA256 of
 * them.
 *
 * <p>The key comes from the configured secrets. So each process of an application accepts the cookies of the others,
 * and a changed secret ends all sessions.
 */
final class SessionCookie {
    static final String NAME = "caravan_session";
    static final Duration VALID = Duration.ofHours(8);

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]", "::1");

    /** The browser keeps it from scripts and from requests of other sites. */
    private static final String ATTRIBUTES = "; Path=/caravan; Max-Age=%d; HttpOnly; SameSite=Strict";

    /**
     * An operator who signs in with a token has a cookie, and could guess the secrets of other operators by it. The slow
     * derivation prevents that.
     */
    private static final int ITERATIONS = 210_000;

    private static final int KEY_BITS = 256;

    private final byte[] digest;
    private final String application;
    private final Clock clock;
    private byte[] key;

    /** @param application its name: another application accepts no cookie of this one, even with the same secrets */
    SessionCookie(Credentials credentials, String application, Clock clock) {
        this.digest = credentials.digest();
        this.application = application;
        this.clock = clock;
    }

    /** What a cookie says. */
    private record SignedContent(String name, Right right, long until) {}

    /** The {@code Set-Cookie} header that signs an operator in. */
    String of(Operator operator, HttpServerRequest request) {
        return header(value(operator), VALID, request);
    }

    /** The cookie's value: readable content, and a signature without which it cannot be changed. */
    String value(Operator operator) {
        long until = clock.instant().plus(VALID).getEpochSecond();
        String content = base64(Json.write(new SignedContent(operator.name(), operator.right(), until))
                .getBytes(StandardCharsets.UTF_8));
        return content + "." + base64(mac(content));
    }

    /** The {@code Set-Cookie} header that signs out. */
    String none(HttpServerRequest request) {
        return header("", Duration.ZERO, request);
    }

    /** Without TLS, the cookie is safe only on the browser's own machine. Elsewhere the browser sends it only over TLS. */
    private static String header(String value, Duration age, HttpServerRequest request) {
        boolean isHere = request.authority() != null
                && LOOPBACK.contains(request.authority().host().toLowerCase(Locale.ROOT));
        return NAME + "=" + value + ATTRIBUTES.formatted(age.toSeconds()) + (isHere ? "" : "; Secure");
    }

    /** The operator whom the request's one session cookie names; empty if it has none, several, or one that is wrong. */
    Optional<Operator> operator(HttpServerRequest request) {
        List<String> values = request.headers().getAll("Cookie").stream()
                .flatMap(header -> Stream.of(header.split(";", -1)))
                .map(String::strip)
                .filter(cookie -> cookie.startsWith(NAME + "="))
                .map(cookie -> cookie.substring(NAME.length() + 1))
                .toList();
        return values.size() == 1 ? read(values.get(0)) : Optional.empty();
    }

    private Optional<Operator> read(String value) {
        String[] parts = value.split("\\.", -1);
        if (parts.length != 2 || !MessageDigest.isEqual(ascii(base64(mac(parts[0]))), ascii(parts[1]))) {
            return Optional.empty();
        }
        try {
            SignedContent content = Json.read(
                    new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8), SignedContent.class);
            return clock.instant().getEpochSecond() < content.until()
                    ? Optional.of(new Operator(content.name(), content.right(), true))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a session cookie was signed that cannot be read", e);
        }
    }

    private byte[] mac(String content) {
        return new HmacUtils(HmacAlgorithms.HMAC_SHA_256, key()).hmac(ascii(content));
    }

    /** Derived at the first use, because the derivation takes a tenth of a second, which would delay a start. */
    private synchronized byte[] key() {
        if (key == null) {
            try {
                PBEKeySpec secrets = new PBEKeySpec(
                        Hex.encodeHex(digest),
                        ("caravan session of " + application).getBytes(StandardCharsets.UTF_8),
                        ITERATIONS,
                        KEY_BITS);
                key = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                        .generateSecret(secrets)
                        .getEncoded();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
        return key;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
