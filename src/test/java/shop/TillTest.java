package shop;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which orders the sample's handlers refuse, and why. */
class TillTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private final Till till = new Till(Clock.fixed(NOW, ZoneOffset.UTC));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"order\":1,\"amount\":42}",
                "{\"order\":1}",
                "{\"order\":1,\"amount\":42,\"tillOpens\":\"2026-11-30T12:00:00Z\"}",
                "[42]",
                "no JSON",
                ""
            })
    void bills_every_order_that_is_not_plainly_wrong(String order) {
        assertThatCode(() -> give(till, order)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"amount\":\"forty-two\"}", "{\"amount\":null}", "{\"tillOpens\":\"soon\"}"})
    void gives_up_an_order_that_no_later_attempt_can_bill(String order) {
        assertThatThrownBy(() -> give(till, order))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(": must be a ");
    }

    @Test
    void fails_temporarily_while_the_till_is_closed() {
        assertThatThrownBy(() -> give(till, "{\"amount\":42,\"tillOpens\":\"2026-11-30T12:00:01Z\"}"))
                .isInstanceOf(TillClosedException.class)
                .hasMessage("the till is closed until 2026-11-30T12:00:01Z");
    }

    @Test
    void the_history_accepts_only_known_statuses() {
        assertThatCode(() -> give(new KnownStatus(), "{\"status\":\"shipped\"}"))
                .doesNotThrowAnyException();
        assertThatCode(() -> give(new KnownStatus(), "{\"order\":1}")).doesNotThrowAnyException();
        assertThatThrownBy(() -> give(new KnownStatus(), "{\"status\":\"teleported\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("status: must be one of placed, paid");
    }

    private static void give(Processor handler, String body) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Exchange exchange = new DefaultExchange(context);
            exchange.getMessage().setBody(body);
            handler.process(exchange);
        }
    }
}
