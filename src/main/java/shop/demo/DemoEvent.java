package shop.demo;

import java.util.Optional;

/**
 * An event to publish.
 *
 * @param path where the local run accepts it
 * @param order the number of its order
 * @param mishap why its handler fails; empty if it succeeds
 */
record DemoEvent(String path, String type, long order, String data, Optional<Mishap> mishap) {
    /** The message group in a FIFO topic. */
    String subject() {
        return "order-" + order;
    }
}
