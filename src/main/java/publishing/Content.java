package publishing;

import event.EventRefusedException;
import event.MediaType;
import http.RequestHeaders;
import java.util.Locale;
import org.apache.camel.Exchange;

/** The ways in which the body of an exchange can be an event. */
enum Content {
    /** The data of one event, with its attributes in headers. */
    DATA,
    /** One event as JSON, with data and attributes. */
    STRUCTURED,
    /** A JSON array of such events. */
    BATCH,
    /** The fields of a form. */
    FORM;

    private static final String EVENT = "application/cloudevents";
    private static final String JSON_EVENT = EVENT + "+json";
    private static final String JSON_BATCH = EVENT + "-batch+json";

    /** @throws UnsupportedContentTypeException for forms with files, compressed bodies and events in a format other than JSON */
    static Content of(Exchange exchange) {
        String encoding = RequestHeaders.get(exchange, Exchange.CONTENT_ENCODING)
                .orElse("identity")
                .toString();
        if (!encoding.equalsIgnoreCase("identity")) {
            throw new UnsupportedContentTypeException("Content-Encoding " + encoding, "is not taken: send it as it is");
        }
        String given =
                RequestHeaders.get(exchange, Exchange.CONTENT_TYPE).orElse("").toString();
        if (!given.isBlank() && !MediaType.is(given)) {
            throw new EventRefusedException(
                    "datacontenttype", "must be one media type such as application/json: " + given);
        }
        String mediaType = given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (mediaType.equals(JSON_EVENT)) {
            return STRUCTURED;
        } else if (mediaType.equals(JSON_BATCH)) {
            return BATCH;
        } else if (mediaType.startsWith(EVENT)) {
            throw new UnsupportedContentTypeException(
                    mediaType,
                    "is not taken: CloudEvents come as " + JSON_EVENT + ", " + JSON_BATCH + " or ce- headers");
        } else if (mediaType.equals(Form.CONTENT_TYPE)) {
            return FORM;
        } else if (mediaType.equals("multipart/form-data")) {
            throw new UnsupportedContentTypeException(
                    mediaType, "is a form of files and no event: forms come as " + Form.CONTENT_TYPE);
        }
        return DATA;
    }
}
