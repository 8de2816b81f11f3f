package local.dynamodb;

import java.util.List;
import java.util.stream.Collectors;

/** A document path: {@code a.b[2].c}. The first step is always a name. */
record Path(List<Step> steps) {
    /** One step into a document. */
    sealed interface Step {}

    /** Into a map. */
    record Name(String name) implements Step {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Into a list. */
    record Index(int index) implements Step {
        @Override
        public String toString() {
            return "[" + index + "]";
        }
    }

    static Path of(String attribute) {
        return new Path(List.of(new Name(attribute)));
    }

    /** The attribute in which the path begins. */
    String attribute() {
        return ((Name) steps.get(0)).name();
    }

    boolean isNested() {
        return steps.size() > 1;
    }

    /** The value at this path, or {@code null}. */
    Value in(Value.MapOf item) {
        Value value = item;
        for (Step step : steps) {
            if (step instanceof Name name && value instanceof Value.MapOf map) {
                value = map.entries().get(name.name());
            } else if (step instanceof Index index
                    && value instanceof Value.ListOf list
                    && index.index() < list.elements().size()) {
                value = list.elements().get(index.index());
            } else {
                return null;
            }
        }
        return value;
    }

    /** Refuses two paths if one lies within the other, or if they take the same value for a map and for a list. */
    static void refuseOverlaps(List<Path> paths, String parameter) {
        for (int later = 1; later < paths.size(); later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                refuseOverlap(paths.get(earlier), paths.get(later), parameter);
            }
        }
    }

    private static void refuseOverlap(Path one, Path two, String parameter) {
        for (int i = 0; i < Math.min(one.steps.size(), two.steps.size()); i++) {
            Step first = one.steps.get(i);
            Step second = two.steps.get(i);
            if (first instanceof Name != second instanceof Name) {
                throw refusal(one, two, parameter, "conflict");
            }
            if (!first.equals(second)) {
                return;
            }
        }
        throw refusal(one, two, parameter, "overlap");
    }

    private static ServiceError refusal(Path one, Path two, String parameter, String trouble) {
        return ServiceError.validation("Invalid " + parameter + ": Two document paths " + trouble
                + " with each other; must remove or rewrite one of these paths; path one: " + one + ", path two: "
                + two);
    }

    @Override
    public String toString() {
        return steps.stream().map(Step::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
