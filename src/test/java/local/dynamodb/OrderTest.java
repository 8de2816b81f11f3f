package local.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;

class OrderTest {
    @Property(tries = 200)
    void numbers_have_the_order_of_their_values(
            @ForAll @BigRange(min = "-1e20", max = "1e20") @Scale(10) BigDecimal left,
            @ForAll @BigRange(min = "-1e20", max = "1e20") @Scale(10) BigDecimal right) {
        Value.Numeric a = Value.Numeric.parse(left.toString());
        Value.Numeric b = Value.Numeric.parse(right.toPlainString());

        assertThat(Integer.signum(a.compareTo(b))).isEqualTo(left.compareTo(right));
        assertThat(a.equals(b)).isEqualTo(left.compareTo(right) == 0);
    }

    @Property(tries = 200)
    void texts_have_the_order_of_their_bytes(@ForAll String left, @ForAll String right) {
        int order = new Value.Text(left).compareTo(new Value.Text(right));

        assertThat(Integer.signum(order))
                .isEqualTo(Integer.signum(Arrays.compareUnsigned(
                        left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8))));
    }

    @Property(tries = 100)
    void pages_together_are_the_whole_scan(
            @ForAll @Size(max = 40) Set<@IntRange(max = 1000) Integer> keys,
            @ForAll @IntRange(min = 1, max = 10) int limit) {
        Table table = new Table(new TableDefinition(
                "paged",
                new KeySchema(new KeySchema.Attribute("pk", AttributeType.N), Optional.empty()),
                Optional.empty(),
                Instant.EPOCH,
                new UUID(0, 0)));
        keys.forEach(key -> Write.put(new NamedTable("table", table), item(key), Condition.ALWAYS, false)
                .outcome()
                .commit());

        List<Item> paged = new ArrayList<>();
        Optional<Key> start = Optional.empty();
        do {
            Page page = Page.of(table.after(start), entry -> true, OptionalInt.of(limit), Condition.ALWAYS);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            paged.addAll(page.items());
            start = page.last().map(last -> table.schema().keyIn(last.attributes()));
        } while (start.isPresent());

        assertThat(paged).isEqualTo(List.copyOf(table.after(Optional.empty()).values()));
        assertThat(paged).hasSize(keys.size());
    }

    private static Value.MapOf item(int key) {
        return new Value.MapOf(Map.of("pk", new Value.Numeric(BigDecimal.valueOf(key))));
    }
}
