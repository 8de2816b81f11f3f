package configuration;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.spi.RouteTemplateParameterSource;
import org.apache.camel.util.StringHelper;

/**
 * A route as the user wrote it: an id, a template's id ({@code null} if missing), and parameters by their names in
 * camelCase.
 */
record WrittenRoute(String id, String templateId, Map<String, Object> parameters) {
    static WrittenRoute in(RouteTemplateParameterSource source, String id) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        source.parameters(id).forEach((name, value) -> parameters.put(StringHelper.dashToCamelCase(name), value));
        Object templateId = parameters.remove(RouteTemplateParameterSource.TEMPLATE_ID);
        return new WrittenRoute(id, templateId == null ? null : templateId.toString(), parameters);
    }

    /** The parameters as text. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        parameters.forEach((name, value) -> texts.put(name, value.toString()));
        return texts;
    }

    /** Whether the route names a file in which Camel looks for the template. */
    boolean hasTemplateElsewhere() {
        return parameters.containsKey(RouteTemplateParameterSource.LOCATION);
    }
}
