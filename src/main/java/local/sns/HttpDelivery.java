package local.sns;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.auth.CredentialsProviderBuilder;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * Delivery to <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html">HTTP
 * endpoints</a>. After a status of 5xx or 429 or a lost connection, the delivery is retried as the delivery policy
 * says. Any other status than 2xx is final. The user and password in an endpoint's URL are sent only if the endpoint
 * asks for credentials.
 */
final class HttpDelivery implements AutoCloseable {
    private static final int THREADS = 4;
    private static final Timeout TIMEOUT = Timeout.ofSeconds(15);
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/?#]*@");

    private final Envelope envelope;
    private final DeadLetters deadLetters;
    private final DeliveryThreads threads = new DeliveryThreads("http", THREADS);
    private final CloseableHttpClient http = HttpClients.custom()
            .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnTotal(THREADS)
                    .setMaxConnPerRoute(THREADS)
                    .setDefaultConnectionConfig(ConnectionConfig.custom()
                            .setConnectTimeout(TIMEOUT)
                            .setSocketTimeout(TIMEOUT)
                            .build())
                    .build())
            .setDefaultRequestConfig(
                    RequestConfig.custom().setResponseTimeout(TIMEOUT).build())
            .setUserAgent("Amazon Simple Notification Service Agent")
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .build();

    private volatile boolean closed;

    HttpDelivery(Envelope envelope, DeadLetters deadLetters) {
        this.envelope = envelope;
        this.deadLetters = deadLetters;
    }

    void deliver(Delivery delivery) {
        threads.run(() -> attempt(delivery, delivery.to().policy().pauses()));
    }

    /** Sends waiting messages for up to two seconds, without retries, and drops the others. */
    @Override
    public void close() {
        threads.close();
        closed = true;
        http.close(CloseMode.IMMEDIATE);
    }

    private void attempt(Delivery delivery, List<Duration> pauses) {
        try {
            int status =
                    http.execute(request(delivery), credentials(delivery.to().endpoint()), answer -> answer.getCode());
            if (status / 100 == 5 || status == TOO_MANY_REQUESTS) {
                again(delivery, pauses, "the endpoint answered " + status);
            } else if (status / 100 != 2) {
                deadLetters.take(delivery, "the endpoint answered " + status);
            }
        } catch (IOException e) {
            again(delivery, pauses, e.toString());
        } catch (IllegalStateException e) {
            // The HTTP client throws this once it is closed. A delivery that is still running then is dropped.
            if (!closed) {
                throw e;
            }
        }
    }

    private void again(Delivery delivery, List<Duration> pauses, String cause) {
        if (pauses.isEmpty()) {
            deadLetters.take(delivery, cause);
        } else {
            threads.runAfter(pauses.get(0), () -> attempt(delivery, pauses.subList(1, pauses.size())));
        }
    }

    private HttpPost request(Delivery delivery) {
        Message message = delivery.message();
        Subscriber to = delivery.to();
        HttpPost request = new HttpPost(USER_INFO.matcher(to.endpoint()).replaceFirst(""));
        request.setHeader("x-amz-sns-message-type", message.type().name());
        request.setHeader("x-amz-sns-message-id", message.id());
        request.setHeader("x-amz-sns-topic-arn", to.topicArn());
        if (message.type() != Message.Type.SubscriptionConfirmation) {
            request.setHeader("x-amz-sns-subscription-arn", to.subscriptionArn());
        }
        if (delivery.isRaw()) {
            request.setHeader("x-amz-sns-rawdelivery", "true");
        }
        if (message.trace() != null) {
            request.setHeader(SnsRequest.TRACE, message.trace());
        }
        request.setEntity(new ByteArrayEntity(
                envelope.body(delivery).getBytes(StandardCharsets.UTF_8),
                ContentType.parseLenient(to.policy().contentType())));
        return request;
    }

    private static HttpClientContext credentials(String endpoint) {
        HttpClientContext context = HttpClientContext.create();
        URI url = URI.create(endpoint);
        if (url.getUserInfo() != null) {
            String[] user = url.getUserInfo().split(":", 2);
            char[] password = user.length == 2 ? user[1].toCharArray() : new char[0];
            context.setCredentialsProvider(CredentialsProviderBuilder.create()
                    .add(new AuthScope(url.getHost(), url.getPort()), user[0], password)
                    .build());
        }
        return context;
    }
}
