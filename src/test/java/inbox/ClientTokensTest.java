package inbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientTokensTest {
    /** As {@code printf %s ana | openssl dgst -sha256 -hmac 0123456789abcdef -r} prints it. */
    private static final String ANA = "450ce8d3009f8c232d6c46077d65e07832e87af4398de6255c8fcb3735e4c411";

    @Test
    void a_token_can_be_computed_from_name_and_secret_by_any_tool() {
        assertThat(ClientTokens.by("0123456789abcdef").of("ana")).isEqualTo(ANA);
    }

    @Test
    void tokens_of_every_secret_are_valid_and_new_tokens_use_the_first_secret() {
        ClientTokens tokens = ClientTokens.by("fedcba9876543210 , 0123456789abcdef");

        assertThat(tokens.isTokenOf("ana", ANA)).isTrue();
        assertThat(tokens.isTokenOf("ana", tokens.of("ana"))).isTrue();
        assertThat(tokens.of("ana")).isNotEqualTo(ANA);
        assertThat(tokens.isTokenOf("bob", ANA)).isFalse();
    }
}
