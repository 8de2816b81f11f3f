package publishing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which functions an expression has, one after the other and nested. */
class ExpressionPartsTest {
    static Stream<Arguments> expressions() {
        return Stream.of(
                of("text", list(), list()),
                of(
                        "com.github.${header.X-GitHub-Event}",
                        list("${header.X-GitHub-Event}"),
                        list("${header.X-GitHub-Event}")),
                of("${a}.${b}", list("${a}", "${b}"), list("${a}", "${b}")),
                of("$simple{a}", list("$simple{a}"), list("$simple{a}")),
                of(
                        "${substringBetween(${body},'a','b')}",
                        list("${substringBetween(${body},'a','b')}"),
                        list("${body}", "${substringBetween(${body},'a','b')}")),
                of("${a} ?: 'x'", list("${a} ?: 'x'"), list("${a}")),
                of("${a} ~> ${b}", list("${a} ~> ${b}"), list("${a}", "${b}")),
                of("${a", list(), list()),
                of("a}b{c$", list(), list()));
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void functions_are_found_at_every_depth(String expression, String[] outermost, String[] all) {
        assertThat(ExpressionParts.outermost(expression)).containsExactly(outermost);
        assertThat(ExpressionParts.all(expression)).containsExactlyInAnyOrder(all);
    }

    private static Arguments of(String expression, String[] outermost, String[] all) {
        return Arguments.of(expression, outermost, all);
    }

    private static String[] list(String... functions) {
        return functions;
    }
}
