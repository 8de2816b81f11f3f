package http;

import event.HttpBinding;
import java.util.stream.Stream;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpRequest;

/**
 * Encodes the attributes of an event on their way to an HTTP handler: an exchange has them as they are, and HTTP headers
 * carry ASCII alone. So is any other header that could not be sent as it is. {@code caravan.properties} gives it to Camel's {@code http} and {@code https}.
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
