package inbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientTokensTest {
    /** As {@code printf %s ana | openssl dgst -sha256 -hmac 0123456789abcdef -r} prints it. */
    private static final String ANA = "450ce8d3009f8c232d6c46077d65e07832e87af4398de6255c8fcb3735e4c411";

    @Test
    void a_token_is_what_every_tool_makes_of_name_and_secret() {
        assertThat(ClientTokens.by("0123456789abcdef").of("ana")).isEqualTo(ANA);
    }

    @Test
    void a_token_of_each_secret_counts_and_new_ones_are_of_the_first() {
        ClientTokens tokens = ClientTokens.by("fedcba9876543210 , 0123456789abcdef");

        assertThat(tokens.isTokenOf("ana", ANA)).isTrue();
        assertThat(tokens.isTokenOf("ana", tokens.of("ana"))).isTrue();
        assertThat(tokens.of("ana")).isNotEqualTo(ANA);
        assertThat(tokens.isTokenOf("bob", ANA)).isFalse();
    }
}
