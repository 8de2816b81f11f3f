package architecture;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which package may use which: imports go down the list of packages, never up. */
class RoomsTest {
    /** The packages from top to bottom: a package may use the packages after it. */
    private static final List<String> HOUSE = List.of(
            "routes",
            "shop.demo",
            "shop",
            "commands",
            "console",
            "reload",
            "deadletters.http",
            "deadletters.watch",
            "deadletters",
            "inbox",
            "delivery",
            "push",
            "sqs",
            "history",
            "topology.doctor",
            "topology.export",
            "topology.provisioning",
            "topology",
            "publishing",
            "ledger",
            "telemetry",
            "cost",
            "http",
            "aws",
            "failure",
            "event",
            "process",
            "configuration");

    /** The AWS inside the JVM is separate: only the entry point for local runs may use it. */
    private static final String LOCAL = "local";

    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target/classes"));

    @Test
    void a_room_imports_only_rooms_below_it() {
        Set<String> up = new TreeSet<>();
        for (JavaClass user : CLASSES) {
            for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                String from = room(user);
                String to = room(dependency.getTargetClass());
                if (HOUSE.contains(from) && HOUSE.contains(to) && HOUSE.indexOf(from) > HOUSE.indexOf(to)) {
                    up.add("%s uses %s"
                            .formatted(
                                    user.getName(), dependency.getTargetClass().getName()));
                }
            }
        }

        assertThat(up).isEmpty();
    }

    @Test
    void rooms_do_not_depend_on_each_other_in_a_cycle() {
        slices().matching("(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void every_class_is_in_a_room_of_the_house() {
        assertThat(CLASSES.stream().map(RoomsTest::room).filter(room -> !room.startsWith(LOCAL)))
                .isSubsetOf(HOUSE);
    }

    @Test
    void the_embedded_aws_imports_no_other_room() {
        Set<String> known = CLASSES.stream()
                .filter(user -> room(user).startsWith(LOCAL))
                .flatMap(user -> user.getDirectDependenciesFromSelf().stream())
                .map(dependency -> room(dependency.getTargetClass()))
                .filter(HOUSE::contains)
                .collect(Collectors.toSet());

        assertThat(known).isEmpty();
    }

    @Test
    void every_room_says_which_question_it_answers() {
        assertThat(CLASSES.stream().map(JavaClass::getPackage).distinct())
                .allSatisfy(room -> assertThat(
                                Path.of("src/main/java", room.getName().replace('.', '/'), "package-info.java"))
                        .as("the question that %s answers", room.getName())
                        .exists());
    }

    private static String room(JavaClass inside) {
        JavaPackage room = inside.getPackage();
        return room.getName();
    }
}
