package http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;

/** Signatures as the senders make them, and everything that is no valid signature. */
class SignatureSchemeTest {
    private static final long NOW = 1_764_526_862;

    /** The examples of the providers' own pages. */
    @Example
    void the_examples_of_the_providers_are_verified() {
        assertThat(isSigned(
                        SignatureScheme.GITHUB,
                        Map.of(
                                "X-Hub-Signature-256",
                                "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"),
                        "Hello, World!",
                        "It's a Secret to Everybody",
                        NOW))
                .isTrue();
        assertThat(isSigned(
                        SignatureScheme.SLACK,
                        Map.of(
                                "X-Slack-Signature",
                                "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
                                "X-Slack-Request-Timestamp",
                                "1531420618"),
                        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
                                + "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect"
                                + "&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554"
                                + "%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
                        "8f742231b10e8888abcd99yyyzzz85a5",
                        1_531_420_618))
                .isTrue();
    }

    @Property
    void only_the_correct_signature_of_each_scheme_is_accepted(
            @ForAll SignatureScheme scheme,
            @ForAll byte[] body,
            @ForAll @IntRange(min = -300, max = 300) int late,
            @ForAll @IntRange(min = 0, max = 31) int wrongByte) {
        long time = NOW - late;

        Map<String, String> right = headers(scheme, time, mac(scheme, time, body, "secret"));
        byte[] altered = mac(scheme, time, body, "secret");
        altered[wrongByte] ^= 1;

        assertThat(isSigned(scheme, right, body, "old", "secret")).isTrue();
        assertThat(isSigned(scheme, right, body, "other")).isFalse();
        assertThat(isSigned(scheme, headers(scheme, time, altered), body, "secret"))
                .isFalse();
        assertThat(isSigned(scheme, right, (new String(body, UTF_8) + "x").getBytes(UTF_8), "secret"))
                .isFalse();
    }

    @Property
    void a_signed_time_is_bounded_in_both_directions(
            @ForAll @IntRange(min = 301, max = Integer.MAX_VALUE) int off, @ForAll boolean future) {
        long time = future ? NOW + off : Math.max(0, NOW - off);
        for (SignatureScheme scheme : List.of(SignatureScheme.STRIPE, SignatureScheme.SLACK)) {
            Map<String, String> headers = headers(scheme, time, mac(scheme, time, new byte[0], "secret"));

            assertThat(isSigned(scheme, headers, new byte[0], "secret")).isFalse();
        }
    }

    @Property
    void a_malformed_signature_header_is_refused(@ForAll SignatureScheme scheme, @ForAll String header) {
        Map<String, String> headers = Map.of(scheme.header(), header, "X-Slack-Request-Timestamp", header);

        assertThat(isSigned(scheme, headers, new byte[0], "secret")).isFalse();
    }

    @Example
    void stripe_may_sign_with_two_secrets_and_its_v0_signature_is_ignored() {
        String right = Hex.encodeHexString(mac(SignatureScheme.STRIPE, NOW, new byte[0], "secret"));

        assertThat(stripe("t=%d,v1=%s,v1=%s".formatted(NOW, "00", right))).isTrue();
        assertThat(stripe("t=%d, v1=%s".formatted(NOW, right))).isTrue();
        assertThat(stripe("t=%d,v0=%s".formatted(NOW, right))).isFalse();
        assertThat(stripe("t=%d,t=%d,v1=%s".formatted(NOW, NOW, right))).isFalse();
        assertThat(stripe("v1=" + right)).isFalse();
        assertThat(stripe("t=%d".formatted(NOW))).isFalse();
    }

    private static boolean stripe(String header) {
        return isSigned(SignatureScheme.STRIPE, Map.of("Stripe-Signature", header), new byte[0], "secret");
    }

    private static byte[] mac(SignatureScheme scheme, long time, byte[] body, String secret) {
        String before = switch (scheme) {
            case STRIPE -> time + ".";
            case SLACK -> "v0:" + time + ":";
            default -> "";
        };
        var mac = HmacUtils.getInitializedMac(HmacAlgorithms.HMAC_SHA_256, secret.getBytes(UTF_8));
        mac.update(before.getBytes(UTF_8));
        return mac.doFinal(body);
    }

    private static Map<String, String> headers(SignatureScheme scheme, long time, byte[] mac) {
        String hex = Hex.encodeHexString(mac);
        return switch (scheme) {
            case GITHUB -> Map.of(scheme.header(), "sha256=" + hex);
            case STRIPE -> Map.of(scheme.header(), "t=%d,v1=%s".formatted(time, hex));
            case SLACK -> Map.of(scheme.header(), "v0=" + hex, "X-Slack-Request-Timestamp", String.valueOf(time));
            case SHOPIFY -> Map.of(scheme.header(), Base64.getEncoder().encodeToString(mac));
            case HMAC_SHA256 -> Map.of(scheme.header(), hex);
        };
    }

    private static boolean isSigned(
            SignatureScheme scheme, Map<String, String> headers, String body, String secret, long now) {
        return scheme.isSigned(
                scheme.header(),
                name -> headers.getOrDefault(name, ""),
                body.getBytes(UTF_8),
                List.of(secret),
                Instant.ofEpochSecond(now));
    }

    private static boolean isSigned(
            SignatureScheme scheme, Map<String, String> headers, byte[] body, String... secrets) {
        return scheme.isSigned(
                scheme.header(),
                name -> headers.getOrDefault(name, ""),
                body,
                List.of(secrets),
                Instant.ofEpochSecond(NOW));
    }
}
