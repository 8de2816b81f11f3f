package configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** {@code docs/routes.md} equals the descriptions in the templates. {@code -Ddocs.write=true} writes it anew. */
class RoutesPageTest {
    private static final Path PAGE = Path.of("docs/routes.md");
    /** A value that no rule accepts, so that each rule says what it allows. */
    private static final String NEVER_RIGHT = "\n\u0000${";

    @Test
    void the_page_describes_every_parameter_of_every_template() throws Exception {
        StringBuilder page = new StringBuilder("""
                # Route templates

                A route is a few lines in `application.properties`: the template's id, and one line for each parameter. The text in
                brackets is the route's id, which is yours to choose.

                ```properties
                camel.route-template[billing].template-id = polling-consumer
                camel.route-template[billing].queue       = billing
                camel.route-template[billing].handler     = https://billing.example/orders
                camel.route-template[billing].concurrency = {{billing.concurrency}}
                ```

                Durations are written `500ms`, `30s`, `15m`, `1h30m` or `4d`. A value may contain a placeholder, such as
                `{{billing.concurrency}}`. The environment (`BILLING_CONCURRENCY`) and `-Dbilling.concurrency=20` set it.
                """);
        for (Template template : templates()) {
            page.append("\n## ").append(template.id()).append("\n\n");
            page.append("| parameter | default | allowed | meaning |\n|---|---|---|---|\n");
            template.parameters().values().forEach(parameter -> page.append(row(parameter)));
        }

        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE).hasContent(page.toString());
    }

    private static String row(Template.Parameter parameter) {
        String otherwise = parameter.required()
                ? "*required*"
                : parameter.defaultValue() == null ? "" : "`" + parameter.defaultValue() + "`";
        String allowed = parameter.rule().objection(NEVER_RIGHT).orElse("any text");
        return "| `%s` | %s | %s | %s |%n"
                .formatted(parameter.name(), otherwise, cell(allowed), parameter.description());
    }

    private static String cell(String text) {
        return text.lines().findFirst().orElse("").replace("|", "\\|");
    }

    private static List<Template> templates() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            for (JavaClass route : new ClassFileImporter().importPath(Path.of("target/classes/routes"))) {
                if (route.isAssignableTo(RouteBuilder.class)) {
                    context.addRoutes((RouteBuilder)
                            route.reflect().getDeclaredConstructor().newInstance());
                }
            }
            return context.getRegistry().findByType(Template.class).stream()
                    .sorted(Comparator.comparing(Template::id))
                    .toList();
        }
    }
}
