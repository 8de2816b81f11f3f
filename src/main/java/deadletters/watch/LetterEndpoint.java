package deadletters.watch;

import deadletters.DeadLetters;
import java.time.Duration;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/** The endpoint of a queue's dead letters, which are not read before its route starts. */
final class LetterEndpoint extends DefaultEndpoint {
    private final String queue;
    private final Duration period;
    private final DeadLetters letters;
    private final LetterWatch watch;

    LetterEndpoint(
            String uri,
            LetterComponent component,
            String queue,
            Duration period,
            DeadLetters letters,
            LetterWatch watch) {
        super(uri, component);
        this.queue = queue;
        this.period = period;
        this.letters = letters;
        this.watch = watch;
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        LetterConsumer consumer = new LetterConsumer(this, processor, queue, period, letters, watch);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("dead-letters can only be the from of a route");
    }
}
