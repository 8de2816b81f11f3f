package console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;

import configuration.ConfigurationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import testing.Backbone;

/** A mistake stops the start: no console is open to the wrong people. */
class CredentialsTest {
    private static Backbone cloud;

    @BeforeAll
    static void start() {
        cloud = Backbone.of("").start();
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            console.look.token=a~console.act.token=a            | console.act.token: must not be the secret of console.look.token, too
            console.read.token=a~dead-letters.token=a           | dead-letters.token: must not be the secret of console.read.token, too
            console.act.token=a~dead-letters.user=u~dead-letters.password=a | dead-letters.password: must not be the secret of console.act.token, too
            console.act.token=                                  | console.act.token: must not be blank; without it, leave the line out
            dead-letters.token=                                 | dead-letters.token: must not be blank; without it, leave the line out
            dead-letters.user=u                                 | dead-letters.password: must be set, because dead-letters.user is
            dead-letters.password=p                             | dead-letters.user: must be set, because dead-letters.password is
            dead-letters.token=a~dead-letters.user=u            | dead-letters.password: must be set, because dead-letters.user is
            dead-letters.user=u:v~dead-letters.password=p       | dead-letters.user: must not have a colon, which HTTP puts between user and password
            console.look.token=a~console.mask=card              | console.mask = card: must be JSONPaths of values in a body, separated by commas, such as $.card.number
            console.mask=$[?(                                   | console.mask = $[?(: must be JSONPaths of values in a body, separated by commas, such as $.card.number
            console.mask=$                                      | console.mask = $: must be JSONPaths of values in a body, separated by commas, such as $.card.number
            console.mask=$.length()                             | console.mask = $.length(): must be JSONPaths of values in a body, separated by commas, such as $.card.number
            console.mask-attributes=a,,b                        | console.mask-attributes = a,,b: must be names of attributes, separated by commas, such as customer
            """)
    void a_mistake_is_refused_at_the_start(String properties, String line) {
        try (Backbone backbone = Backbone.beside(cloud, "")) {
            for (String property : properties.split("~", -1)) {
                int equals = property.indexOf('=');
                backbone.property(property.substring(0, equals), property.substring(equals + 1));
            }

            Exception refusal = catchException(backbone::start);

            assertThat(ConfigurationException.in(refusal).orElseThrow().mistakes())
                    .containsExactly(line);
        }
    }
}
