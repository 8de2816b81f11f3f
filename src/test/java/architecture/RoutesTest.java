package architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.junit.jupiter.api.Test;

/** {@code routes/} is the catalogue of patterns: one route or template a class, and nothing but routes. */
class RoutesTest {
    private static final Path SOURCES = Path.of("src/main/java/routes");
    /** The lines that fit a screen. */
    private static final int MOST_LINES = 60;

    /** Queues in the memory of the process, whose content is lost when the process ends. */
    private static final Pattern IN_MEMORY = Pattern.compile("(seda|vm|disruptor|disruptor-vm|direct-vm):");

    private static final JavaClasses ROUTES =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("routes");

    @Test
    void the_room_holds_routes_and_the_two_entries_with_their_parts() {
        classes()
                .that()
                .areTopLevelClasses()
                .and()
                .haveSimpleNameNotContaining("Application")
                .and()
                .doNotHaveSimpleName("package-info")
                .should()
                .beAssignableTo(RouteBuilder.class)
                .check(ROUTES);
    }

    @Test
    void the_endpoint_dsl_is_used_by_static_imports_for_its_base_class_loads_the_builders_of_400_components() {
        noClasses().should().beAssignableTo(EndpointRouteBuilder.class).check(ROUTES);
    }

    @Test
    void only_the_entry_for_local_runs_knows_the_aws_inside_the_jvm() {
        noClasses()
                .that()
                .haveNameNotMatching("routes\\.LocalApplication.*")
                .and()
                .resideOutsideOfPackage("local..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("local..")
                .check(ROUTES);
    }

    @Test
    void only_the_entry_for_local_runs_knows_the_demo_which_is_not_packaged() {
        noClasses()
                .that()
                .haveNameNotMatching("routes\\.LocalApplication.*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("shop.demo..")
                .check(ROUTES);
    }

    @Test
    void a_route_holds_no_code_of_its_own() {
        noClasses()
                .that()
                .areAssignableTo(RouteBuilder.class)
                .should()
                .dependOnClassesThat()
                .haveNameMatching("routes\\..*\\$.*")
                .check(ROUTES);
        assertThat(lines("->")).as("lambdas in routes/").isEmpty();
    }

    @Test
    void no_route_uses_the_class_of_another_route() {
        for (JavaClass route : ROUTES) {
            if (route.isAssignableTo(RouteBuilder.class)) {
                assertThat(route.getDirectDependenciesFromSelf().stream()
                                .map(dependency -> dependency.getTargetClass())
                                .filter(target -> target.getPackageName().equals("routes") && !target.equals(route)))
                        .as("what %s knows of its room", route.getSimpleName())
                        .isEmpty();
            }
        }
    }

    @Test
    void routes_meet_through_direct_names_queues_and_topics_only() throws Exception {
        try (DefaultCamelContext context = catalogue()) {
            Model model = context.getCamelContextExtension().getContextPlugin(Model.class);

            assertThat(definitions(model))
                    .isNotEmpty()
                    .allSatisfy(route -> assertThat(endpoints(route))
                            .isNotEmpty()
                            .noneMatch(uri -> IN_MEMORY.matcher(uri).lookingAt()));
        }
    }

    @Test
    void every_route_has_an_id_and_a_description() throws Exception {
        try (DefaultCamelContext context = catalogue()) {
            Model model = context.getCamelContextExtension().getContextPlugin(Model.class);

            assertThat(definitions(model)).isNotEmpty().allSatisfy(route -> {
                assertThat(route.getDescriptionText())
                        .as("the description of %s", route)
                        .isNotBlank();
            });
            assertThat(model.getRouteDefinitions())
                    .allSatisfy(route -> assertThat(route.hasCustomIdAssigned())
                            .as("a route id on %s", route)
                            .isTrue());
        }
    }

    @Test
    void a_route_fits_a_screen() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            assertThat(files.filter(file -> !file.getFileName().toString().contains("Application")))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(code(file)).hasSizeLessThanOrEqualTo(MOST_LINES));
        }
    }

    private static DefaultCamelContext catalogue() throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        for (JavaClass route : ROUTES) {
            if (route.isAssignableTo(RouteBuilder.class)) {
                context.addRoutes(
                        (RouteBuilder) route.reflect().getDeclaredConstructor().newInstance());
            }
        }
        return context;
    }

    private static List<RouteDefinition> definitions(Model model) {
        List<RouteDefinition> routes = new ArrayList<>(model.getRouteDefinitions());
        model.getRouteTemplateDefinitions().stream()
                .map(RouteTemplateDefinition::getRoute)
                .forEach(routes::add);
        return routes;
    }

    private static List<String> endpoints(RouteDefinition route) {
        List<String> uris = new ArrayList<>(List.of(route.getInput().getEndpointUri()));
        ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), SendDefinition.class)
                .forEach(to -> uris.add(to.getEndpointUri()));
        ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDynamicDefinition.class)
                .forEach(to -> uris.add(to.getUri()));
        return uris;
    }

    private static List<String> code(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> !line.isBlank() && !line.strip().matches("(//|\\*|/\\*|import |package ).*"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(String text) {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.filter(file -> !file.getFileName().toString().contains("Application"))
                    .flatMap(file -> code(file).stream().filter(line -> line.contains(text)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
