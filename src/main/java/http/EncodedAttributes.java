package http;

import event.HttpBinding;
import java.util.stream.Stream;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpRequest;

/**
 * Encodes an event's attributes as HTTP headers, for requests to an HTTP handler. The exchange has plain values, but HTTP headers
 * carry ASCII only. Other headers with such characters are encoded as well. {@code caravan.properties} installs this class in
 * Camel's {@code http} and {@code https}.
 */
public final class EncodedAttributes implements HttpClientConfigurer {
    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.addRequestInterceptorFirst((request, entity, context) -> encode(request));
    }

    private static void encode(HttpRequest request) {
        Stream.of(request.getHeaders())
                .filter(header -> HttpBinding.isAttribute(header.getName()) || !isPrintable(header.getValue()))
                .forEach(header -> encode(request, header));
    }

    private static boolean isPrintable(String value) {
        return value == null || value.chars().allMatch(character -> character >= ' ' && character < 0x7F);
    }

    private static void encode(HttpRequest request, Header header) {
        request.setHeader(header.getName(), HttpBinding.encode(header.getValue()));
    }
}
