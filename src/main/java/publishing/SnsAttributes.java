package publishing;

import event.WireMessage.Attribute;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;

/** Converts message attributes into those of the SDK. */
final class SnsAttributes {
    private SnsAttributes() {}

    static Map<String, MessageAttributeValue> of(Map<String, Attribute> attributes) {
        Map<String, MessageAttributeValue> values = new LinkedHashMap<>();
        attributes.forEach((name, attribute) -> values.put(name, value(attribute)));
        return values;
    }

    private static MessageAttributeValue value(Attribute attribute) {
        MessageAttributeValue.Builder value = MessageAttributeValue.builder().dataType(attribute.type());
        return attribute.binary() == null
                ? value.stringValue(attribute.text()).build()
                : value.binaryValue(SdkBytes.fromByteArray(attribute.binary())).build();
    }
}
