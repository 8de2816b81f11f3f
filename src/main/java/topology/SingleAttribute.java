package topology;

import com.fasterxml.jackson.databind.JsonNode;
import configuration.Rule;
import java.util.Map;
import java.util.Optional;

/**
 * A setting that corresponds to exactly one attribute of AWS.
 *
 * @param name the name in AWS, and in CloudFormation
 * @param isProperty whether CloudFormation has it
 */
record SingleAttribute(
        String parameter, String name, ValueForm form, String description, String otherwise, boolean isProperty)
        implements Setting {
    SingleAttribute(String parameter, String name, ValueForm form, String description, String otherwise) {
        this(parameter, name, form, description, otherwise, true);
    }

    /** The same, for an attribute that CloudFormation does not have. */
    SingleAttribute withoutProperty() {
        return new SingleAttribute(parameter, name, form, description, otherwise, false);
    }

    @Override
    public Rule rule() {
        return form.rule();
    }

    @Override
    public String usual(String written) {
        return form.usual().apply(written);
    }

    /** A reported JSON value matches if it contains everything that the user wrote, because AWS adds its defaults. */
    @Override
    public boolean isAs(String written, String reported) {
        return form.isJson()
                ? hasAll(ValueForm.json(reported), ValueForm.json(written))
                : usual(written).equals(reported);
    }

    private static boolean hasAll(JsonNode there, JsonNode written) {
        if (!written.isObject()) {
            return there.equals(written);
        }
        return written.propertyStream()
                .allMatch(property -> hasAll(there.path(property.getKey()), property.getValue()));
    }

    @Override
    public Map<String, String> values(String written, Account account) {
        return Map.of(name, form.toAws().apply(written));
    }

    @Override
    public Optional<String> reported(Map<String, String> reported) {
        return Optional.ofNullable(reported.get(name))
                .filter(value -> !value.isEmpty())
                .map(form.ofAws());
    }

    @Override
    public Map<String, JsonNode> properties(String written, Account account) {
        return isProperty ? Map.of(name, form.property().apply(form.toAws().apply(written))) : Map.of();
    }
}
