package publishing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import configuration.Rule;
import configuration.Rules;
import event.EventRefusedException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import process.Json;

/**
 * The fields of a form, {@code application/x-www-form-urlencoded}, as GitHub and Slack send them.
 *
 * @see <a href="https://url.spec.whatwg.org/#urlencoded-parsing">the parsing of forms</a>
 */
record Form(Map<String, List<String>> fields) {
    static final String CONTENT_TYPE = "application/x-www-form-urlencoded";

    private static final String RAW = "raw";
    private static final String FIELDS = "fields";
    private static final String FIELD = "field:";
    private static final String JSON = "application/json";

    /** @throws EventRefusedException if the form is malformed */
    static Form of(byte[] body) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        // Latin 1 keeps each byte, so that all bytes of a field can be decoded together.
        for (String field : new String(body, StandardCharsets.ISO_8859_1).split("&", -1)) {
            if (!field.isEmpty()) {
                String[] pair = field.split("=", 2);
                fields.computeIfAbsent(decoded(pair[0]), name -> new ArrayList<>())
                        .add(pair.length == 1 ? "" : decoded(pair[1]));
            }
        }
        return new Form(fields);
    }

    /** The rule for a route's parameter {@code form}. */
    static Rule rule() {
        return Rules.rule(
                "raw, fields, or field: and a name, such as field:payload",
                value -> value.equals(RAW)
                        || value.equals(FIELDS)
                        || (value.startsWith(FIELD)
                                && !value.substring(FIELD.length()).isBlank()));
    }

    /** The data of the event that is made of the form, as the route's parameter says. For {@code raw} it is the form itself. */
    EventData data(byte[] raw, String contentType, String form) {
        if (form.equals(FIELDS)) {
            return new EventData(json().getBytes(StandardCharsets.UTF_8), JSON, json());
        } else if (form.startsWith(FIELD)) {
            String value = only(form.substring(FIELD.length()));
            return new EventData(value.getBytes(StandardCharsets.UTF_8), isJson(value) ? JSON : "text/plain", value);
        }
        return new EventData(raw, contentType, json());
    }

    private String only(String name) {
        List<String> values = fields.getOrDefault(name, List.of());
        if (values.size() != 1) {
            throw new EventRefusedException(
                    "data", "is the field %s of a form, which has %d of them".formatted(name, values.size()));
        }
        return values.get(0);
    }

    /** The fields as a JSON object. A field that is given several times becomes an array. */
    private String json() {
        ObjectNode json = Json.object();
        fields.forEach((name, values) -> {
            if (values.size() == 1) {
                json.put(name, values.get(0));
            } else {
                ArrayNode all = json.putArray(name);
                values.forEach(all::add);
            }
        });
        return Json.write(json);
    }

    private static boolean isJson(String value) {
        try {
            return Json.read(value).isContainerNode();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static String decoded(String encoded) {
        try {
            byte[] bytes =
                    URLDecoder.decode(encoded, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1);
            // A new decoder reports malformed input, where new String(bytes, UTF_8) would replace it.
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new EventRefusedException("body", "is a form with a field that is not UTF-8");
        } catch (IllegalArgumentException e) {
            throw new EventRefusedException("body", "is a form with a % that encodes nothing");
        }
    }
}
