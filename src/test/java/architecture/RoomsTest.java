package architecture;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which room may use which: imports go down the house, never up. */
class RoomsTest {
    /** Each room, a package with those below it, and the rooms that may use it. A room that is not here is refused. */
    private static final Map<String, List<String>> USERS = Map.ofEntries(
            room("routes"),
            room("shop", "routes"),
            room("commands", "routes"),
            room("publishing", "routes"),
            room("deadletters", "routes", "commands"),
            room("delivery", "routes", "deadletters"),
            room("topology", "routes", "commands"),
            room("ledger", "routes", "commands", "deadletters", "delivery", "topology"),
            room("http", "routes", "deadletters", "publishing", "ledger"),
            room("event", "publishing", "deadletters", "delivery", "ledger"),
            room("cost", "routes", "publishing", "delivery", "ledger", "aws"),
            room(
                    "configuration",
                    "routes",
                    "commands",
                    "publishing",
                    "deadletters",
                    "delivery",
                    "topology",
                    "ledger",
                    "cost",
                    "http"),
            room("aws", "routes", "commands"),
            room("logging"),
            room("memory", "routes"),
            room("local", "routes"));

    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target/classes"));

    @Test
    void imports_go_down_the_house_and_never_up() {
        LayeredArchitecture house = layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (String room : USERS.keySet()) {
            house = house.layer(room).definedBy(room + "..");
        }
        for (Map.Entry<String, List<String>> room : USERS.entrySet()) {
            house = room.getValue().isEmpty()
                    ? house.whereLayer(room.getKey()).mayNotBeAccessedByAnyLayer()
                    : house.whereLayer(room.getKey())
                            .mayOnlyBeAccessedByLayers(room.getValue().toArray(String[]::new));
        }
        house.ensureAllClassesAreContainedInArchitecture().check(CLASSES);
    }

    private static Map.Entry<String, List<String>> room(String name, String... users) {
        return Map.entry(name, List.of(users));
    }
}
