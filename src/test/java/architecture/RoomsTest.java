package architecture;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;

/** Which room may use which: imports go down the house, never up. */
class RoomsTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new DoNotIncludeTests())
            .importPackages(
                    "routes",
                    "shop",
                    "commands",
                    "publishing",
                    "delivery",
                    "topology",
                    "ledger",
                    "event",
                    "cost",
                    "configuration",
                    "aws",
                    "local");

    @Test
    void imports_go_down_the_house_and_never_up() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("routes")
                .definedBy("routes")
                .layer("shop")
                .definedBy("shop")
                .layer("commands")
                .definedBy("commands")
                .layer("publishing")
                .definedBy("publishing")
                .layer("delivery")
                .definedBy("delivery")
                .layer("topology")
                .definedBy("topology")
                .layer("ledger")
                .definedBy("ledger")
                .layer("event")
                .definedBy("event")
                .layer("cost")
                .definedBy("cost")
                .layer("configuration")
                .definedBy("configuration")
                .layer("aws")
                .definedBy("aws")
                .layer("local")
                .definedBy("local..")
                .whereLayer("routes")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("shop")
                .mayOnlyBeAccessedByLayers("routes")
                .whereLayer("commands")
                .mayOnlyBeAccessedByLayers("routes")
                .whereLayer("publishing")
                .mayOnlyBeAccessedByLayers("routes")
                .whereLayer("delivery")
                .mayOnlyBeAccessedByLayers("routes")
                .whereLayer("topology")
                .mayOnlyBeAccessedByLayers("routes")
                .whereLayer("ledger")
                .mayOnlyBeAccessedByLayers("routes", "commands", "delivery")
                .whereLayer("aws")
                .mayOnlyBeAccessedByLayers("routes", "commands")
                .whereLayer("event")
                .mayOnlyBeAccessedByLayers("publishing", "delivery", "ledger")
                .whereLayer("cost")
                .mayOnlyBeAccessedByLayers("routes", "publishing", "delivery", "ledger", "aws")
                .whereLayer("configuration")
                .mayOnlyBeAccessedByLayers("routes", "publishing", "delivery", "topology", "ledger", "cost")
                .whereLayer("local")
                .mayOnlyBeAccessedByLayers("routes")
                .check(CLASSES);
    }
}
