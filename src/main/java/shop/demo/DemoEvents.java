package shop.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import process.Json;

/** An endless sequence of a shop's events, order after order. Some orders have a mishap, always the same ones. */
final class DemoEvents {
    static final String ORDERS = "/events/orders";
    static final String STATUS = "/events/order-status";

    /** Longer than five attempts of billing take. */
    private static final Duration CLOSED = Duration.ofMinutes(2);

    private static final int CYCLE = 6;
    private static final int NUMBERS = 1_000_000;

    private final Clock clock;
    private final long first;
    private final Queue<DemoEvent> waiting = new ArrayDeque<>();
    private int orders;

    DemoEvents(Clock clock) {
        this.clock = clock;
        // Another demo begins with other orders, because a group that is parked stays parked.
        first = clock.instant().getEpochSecond() % NUMBERS;
    }

    DemoEvent next() {
        if (waiting.isEmpty()) {
            orders++;
            order(first + orders);
        }
        return waiting.remove();
    }

    /** How many orders have begun. */
    int orders() {
        return orders;
    }

    private void order(long order) {
        int amount = 10 + orders * 7 % 90;
        if (orders % CYCLE == 2) {
            ObjectNode wrong = placed(order).put("amount", "forty-two");
            waiting.add(new DemoEvent(ORDERS, "OrderPlaced", order, Json.write(wrong), Optional.of(Mishap.AMOUNT)));
            status(order, "placed", Optional.empty());
        } else if (orders % CYCLE == 4) {
            ObjectNode late = placed(order)
                    .put("amount", amount)
                    .put(
                            "tillOpens",
                            clock.instant()
                                    .plus(CLOSED)
                                    .truncatedTo(ChronoUnit.SECONDS)
                                    .toString());
            waiting.add(new DemoEvent(ORDERS, "OrderPlaced", order, Json.write(late), Optional.of(Mishap.TILL)));
            status(order, "placed", Optional.empty());
        } else {
            String data = Json.write(placed(order).put("amount", amount));
            waiting.add(new DemoEvent(ORDERS, "OrderPlaced", order, data, Optional.empty()));
            status(order, "placed", Optional.empty());
            waiting.add(new DemoEvent(ORDERS, "OrderPaid", order, data, Optional.empty()));
            if (orders == 3) {
                status(order, "teleported", Optional.of(Mishap.STATUS));
            } else {
                status(order, "paid", Optional.empty());
            }
            status(order, "shipped", Optional.empty());
        }
    }

    private static ObjectNode placed(long order) {
        return Json.object().put("order", order);
    }

    private void status(long order, String status, Optional<Mishap> mishap) {
        String data = Json.write(Json.object().put("order", order).put("status", status));
        waiting.add(new DemoEvent(STATUS, "OrderStatusChanged", order, data, mishap));
    }
}
