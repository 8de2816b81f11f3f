package architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules for every class: few collaborators, a unique name, and one way to read JSON. */
class ClassesTest {
    private static final int MOST_COLLABORATORS = 6;

    private static final JavaClasses MAIN = new ClassFileImporter().importPath(Path.of("target/classes"));
    private static final JavaClasses TESTS = new ClassFileImporter().importPath(Path.of("target/test-classes"));

    @Test
    void no_constructor_takes_more_than_six_collaborators() {
        assertThat(MAIN.stream()
                        .filter(type -> !isData(type))
                        .flatMap(type -> type.getConstructors().stream())
                        .filter(constructor -> collaborators(constructor) > MOST_COLLABORATORS)
                        .map(JavaConstructor::getFullName))
                .isEmpty();
    }

    /** The local cloud is exempt: its classes have the names that AWS gives their models. */
    @Test
    void no_two_classes_share_a_simple_name() {
        Map<String, Set<String>> meanings = new TreeMap<>();
        Stream.concat(
                        MAIN.stream().filter(type -> !type.getPackageName().startsWith("local")),
                        TESTS.stream().filter(ClassesTest::isHelper))
                .filter(type -> !type.getSimpleName().isEmpty())
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .forEach(type -> meanings.computeIfAbsent(type.getSimpleName(), name -> new TreeSet<>())
                        .add(type.getName()));
        meanings.values().removeIf(types -> types.size() == 1);

        assertThat(meanings).isEmpty();
    }

    @Test
    void only_one_class_makes_json_mappers() {
        assertThat(MAIN.stream()
                        .filter(type -> !type.getPackageName().startsWith("local"))
                        .filter(type -> !type.isEquivalentTo(process.Json.class))
                        .filter(ClassesTest::makesMapper)
                        .map(JavaClass::getName))
                .isEmpty();
    }

    /** A record or an enum that only holds values. */
    private static boolean isData(JavaClass type) {
        return type.isEnum()
                || (type.isRecord()
                        && type.getFields().stream()
                                .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                                .map(JavaField::getRawType)
                                .allMatch(ClassesTest::isValue));
    }

    private static boolean isValue(JavaClass type) {
        return type.isPrimitive()
                || type.isEnum()
                || type.isArray()
                || type.getPackageName().equals("java.lang")
                || type.getPackageName().equals("java.time")
                || type.getPackageName().equals("java.math")
                || type.getPackageName().equals("java.net")
                || type.getPackageName().equals("java.util")
                || (type.isRecord() && isData(type));
    }

    /** Parameters that the compiler adds for a nested or anonymous class count too: the class works with them. */
    private static int collaborators(JavaConstructor constructor) {
        return constructor.getRawParameterTypes().size();
    }

    /** A class that tests share, or that is a part of one. */
    private static boolean isHelper(JavaClass type) {
        return Stream.iterate(
                                type,
                                inner -> inner != null,
                                inner -> inner.getEnclosingClass().orElse(null))
                        .noneMatch(outer -> outer.getSimpleName().matches(".*(Test|IT)"))
                && !type.getPackageName().startsWith("local");
    }

    private static boolean makesMapper(JavaClass type) {
        return Stream.concat(
                        type.getConstructorCallsFromSelf().stream().map(call -> call.getTargetOwner()),
                        type.getMethodCallsFromSelf().stream()
                                .filter(call -> call.getName().equals("builder"))
                                .filter(call ->
                                        call.getTarget().getRawReturnType().isAssignableTo(MapperBuilder.class))
                                .map(call -> call.getTargetOwner()))
                .anyMatch(made -> made.isAssignableTo(ObjectMapper.class));
    }
}
