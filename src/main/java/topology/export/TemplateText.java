package topology.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import process.Json;
import topology.Account;

/** Texts of a template with parts that are known only when the stack is created: the account, the region and the stage. */
final class TemplateText {
    private static final String OPEN = "<<";
    private static final String CLOSE = ">>";

    /** The account and region of the stack. */
    static final Account ACCOUNT = new Account(open("AWS::Partition"), open("AWS::Region"), open("AWS::AccountId"));

    private TemplateText() {}

    private static String open(String parameter) {
        return OPEN + parameter + CLOSE;
    }

    /** The greatest length of a text after its account and region are filled in. */
    static int length(String text) {
        return text.replace(ACCOUNT.partition(), "aws-us-gov")
                .replace(ACCOUNT.region(), "ap-southeast-2")
                .replace(ACCOUNT.id(), "123456789012")
                .length();
    }

    /**
     * The JSON with each such text as {@code Fn::Sub}.
     *
     * @param stage the placeholder of the stage
     */
    static JsonNode finished(JsonNode node, String stage) {
        if (node.isObject()) {
            ObjectNode finished = Json.object();
            node.properties()
                    .forEach(property -> finished.set(
                            property.getKey().replace(stage, "${Stage}"), finished(property.getValue(), stage)));
            return finished;
        }
        if (node.isArray()) {
            ArrayNode finished = Json.array();
            node.forEach(one -> finished.add(finished(one, stage)));
            return finished;
        }
        return node.isTextual() ? finished(node.textValue(), stage) : node;
    }

    private static JsonNode finished(String text, String stage) {
        if (!text.contains(OPEN + "AWS::") && !text.contains(stage)) {
            return TextNode.valueOf(text);
        }
        String with = text.replace("${", "${!")
                .replaceAll(OPEN + "(AWS::[A-Za-z]+)" + CLOSE, "\\${$1}")
                .replace(stage, "${Stage}");
        return Json.object().put("Fn::Sub", with);
    }
}
