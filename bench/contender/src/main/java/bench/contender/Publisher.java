package bench.contender;

import java.util.List;

/** How a contender publishes. */
public interface Publisher {
    /** Publishes one event, and returns when SNS has it. */
    void publish(String body) throws Exception;

    /** Publishes what one caller has at once, and returns when SNS has all of it. */
    void publish(List<String> bodies) throws Exception;
}
