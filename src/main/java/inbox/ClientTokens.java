package inbox;

import configuration.Rule;
import configuration.Rules;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;

/**
 * The tokens of clients: the HMAC-SHA256 of a client's name with a secret, in hexadecimal. So no token is stored, and anyone with
 * the secret can make tokens.
 */
public final class ClientTokens {
    private static final String COMMAS = "\\s*,\\s*";

    /** Anyone with a token can try out secrets as fast as a machine can, so a short secret would be found. */
    private static final int SHORTEST = 16;

    private final List<String> secrets;

    private ClientTokens(List<String> secrets) {
        this.secrets = secrets;
    }

    /** The rule for a secret. An empty text means no secret. */
    public static Rule rule() {
        return Rules.rule(
                "a secret of at least " + SHORTEST + " characters, or several such secrets separated by commas",
                written -> written.isBlank()
                        || List.of(written.strip().split(COMMAS, -1)).stream()
                                .allMatch(secret -> secret.length() >= SHORTEST));
    }

    /** @param secrets one secret, or several separated by commas; the first makes new tokens */
    public static ClientTokens by(String secrets) {
        return new ClientTokens(List.of(secrets.strip().split(COMMAS, -1)));
    }

    /** The token of a client. */
    public String of(String client) {
        return token(client, secrets.get(0));
    }

    /** Whether a token belongs to a client. The time of this check reveals nothing about the right token. */
    boolean isTokenOf(String client, String token) {
        boolean is = false;
        for (String secret : secrets) {
            is |= MessageDigest.isEqual(bytes(token(client, secret)), bytes(token.toLowerCase(Locale.ROOT)));
        }
        return is;
    }

    private static String token(String client, String secret) {
        return new HmacUtils(HmacAlgorithms.HMAC_SHA_256, bytes(secret)).hmacHex(bytes(client));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
