package bench.contender;

import java.util.List;

/** How a contender publishes. */
public interface Publisher {
    /** Publishes one event, and returns once SNS has accepted it. */
    void publish(String body) throws Exception;

    /** Publishes several events of one caller, and returns once SNS has accepted all of them. */
    void publish(List<String> bodies) throws Exception;
}
