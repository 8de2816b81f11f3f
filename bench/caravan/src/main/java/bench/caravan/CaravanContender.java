package bench.caravan;

import bench.contender.Contender;
import bench.contender.Publisher;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;

/**
 * The bean that a user adds to Caravan's packaged application, by a property: {@code camel.beans.bench =
 * #class:bench.caravan.CaravanContender}. Its routes hand events to the bean's {@code handle}. The bean publishes
 * through a {@code publish} route from {@code direct:publish}.
 */
public final class CaravanContender implements CamelContextAware {
    private CamelContext context;

    public CaravanContender() {}

    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
        Contender.publisher(new Events());
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    public void handle(String body) throws InterruptedException {
        Contender.handle(body);
    }

    /** One event as plain text; several in CloudEvents' batch format, as a caller over HTTP would send them. */
    private final class Events implements Publisher {
        private ProducerTemplate template;

        @Override
        public void publish(String body) throws InterruptedException {
            template().sendBodyAndHeader("direct:publish", ExchangePattern.InOnly, body, "Content-Type", "text/plain");
        }

        @Override
        public void publish(List<String> bodies) throws InterruptedException {
            StringBuilder batch = new StringBuilder("[");
            for (String body : bodies) {
                batch.append(batch.length() > 1 ? "," : "")
                        .append("{\"specversion\":\"1.0\",\"type\":\"Bench\",\"source\":\"/bench\",\"id\":\"")
                        .append(UUID.randomUUID())
                        .append("\",\"time\":\"")
                        .append(OffsetDateTime.now(ZoneOffset.UTC))
                        .append("\",\"datacontenttype\":\"text/plain\",\"data\":\"")
                        .append(body)
                        .append("\"}");
            }
            template()
                    .sendBodyAndHeader(
                            "direct:publish",
                            ExchangePattern.InOnly,
                            batch.append("]").toString(),
                            "Content-Type",
                            "application/cloudevents-batch+json");
        }

        private synchronized ProducerTemplate template() throws InterruptedException {
            if (template == null) {
                while (!context.isStarted()
                        || !context.getRouteController().getRouteStatus("publisher").isStarted()) {
                    Thread.sleep(20);
                }
                template = context.createProducerTemplate();
            }
            return template;
        }
    }
}
