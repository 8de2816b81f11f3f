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
 * The tokens of clients: the HMAC-SHA256 of a client's name by a secret, in hexadecimal. So no token is stored, and whoever has
 * the secret can make them.
 */
public final class ClientTokens {
    private static final String COMMAS = "\\s*,\\s*";

    /** Whoever has a token can guess at its secret, as fast as a machine can. */
    private static final int SHORTEST = 16;

    private final List<String> secrets;

    private ClientTokens(List<String> secrets) {
        this.secrets = secrets;
    }

    /** What a secret must be. It may be empty, which is none. */
    public static Rule rule() {
        return Rules.rule(
                "a secret of at least " + SHORTEST + " characters, or several such secrets separated by commas",
                written -> written.isBlank()
                        || List.of(written.strip().split(COMMAS, -1)).stream()
                                .allMatch(secret -> secret.length() >= SHORTEST));
    }

    /** @param secrets one, or several separated by commas, of which the first makes new tokens */
    public static ClientTokens by(String secrets) {
        return new ClientTokens(List.of(secrets.strip().split(COMMAS, -1)));
    }

    /** The token of a client. */
    public String of(String client) {
        return token(client, secrets.get(0));
    }

    /** Whether a token is that of a client. The time it takes says nothing of the token. */
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
