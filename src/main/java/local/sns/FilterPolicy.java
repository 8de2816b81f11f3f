package local.sns;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;

/**
 * A subscription's <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html">filter
 * policy</a>, matched by the library that AWS itself matches with.
 */
final class FilterPolicy {
    private final Scope scope;
    private final Machine machine = Machine.builder().build();

    /** The part of a message that a policy is matched against. */
    enum Scope {
        MessageAttributes,
        MessageBody
    }

    private FilterPolicy(Scope scope, String policy) throws IOException {
        this.scope = scope;
        machine.addRule("accepted", policy);
    }

    /** @throws SnsException if SNS would not accept the policy for this scope */
    static FilterPolicy of(String policy, Scope scope) {
        ObjectNode parsed = Json.parseObject(policy)
                .orElseThrow(() -> SnsException.invalidParameter("FilterPolicy: failed to parse JSON."));
        new FilterPolicyLimits(scope).check(parsed);
        String mistake = JsonRuleCompiler.check(policy);
        if (mistake != null) {
            throw SnsException.invalidParameter("FilterPolicy: " + mistake);
        }
        try {
            return new FilterPolicy(scope, policy);
        } catch (IOException e) {
            throw SnsException.invalidParameter("FilterPolicy: " + e.getMessage());
        }
    }

    /** Whether the subscriber wants the message. */
    boolean accepts(Message message, String protocol) {
        return switch (scope) {
            case MessageAttributes -> acceptsAttributes(message.attributes());
            case MessageBody -> acceptsJson(message.text(protocol));
        };
    }

    private boolean acceptsAttributes(Map<String, MessageAttribute> attributes) {
        ObjectNode json = Json.object();
        attributes.forEach((name, attribute) -> {
            if (attribute.isNumber()) {
                json.put(name, new BigDecimal(attribute.value()));
            } else if (attribute.isArray()) {
                Json.parseArray(attribute.value()).ifPresent(array -> json.set(name, array));
            } else if (!attribute.isBinary()) {
                json.put(name, attribute.value());
            }
        });
        // As documented, not even "exists": false accepts a message without attributes.
        return !json.isEmpty() && acceptsJson(json.toString());
    }

    private boolean acceptsJson(String json) {
        try {
            return !machine.rulesForJSONEvent(json).isEmpty();
        } catch (Exception e) {
            // The library throws if the body is no JSON object. No policy matches such a body.
            return false;
        }
    }
}
