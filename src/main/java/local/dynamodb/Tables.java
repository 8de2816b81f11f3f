package local.dynamodb;

import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;

/** All tables, by name. */
final class Tables {
    private final NavigableMap<String, Table> tables = new TreeMap<>();

    Table create(TableDefinition definition) {
        Table table = new Table(definition);
        if (tables.putIfAbsent(definition.name(), table) != null) {
            throw ServiceError.resourceInUse("Table already exists: " + definition.name());
        }
        return table;
    }

    /**
     * The table for reading and writing items.
     *
     * @param given its name or ARN
     */
    Table get(String given) {
        return find(TableDefinition.nameIn(given))
                .orElseThrow(() -> ServiceError.resourceNotFound("Requested resource not found"));
    }

    /** The table for work on the table itself. */
    Table describe(String name) {
        return find(name)
                .orElseThrow(() ->
                        ServiceError.resourceNotFound("Requested resource not found: Table: " + name + " not found"));
    }

    void drop(Table table) {
        tables.remove(table.name());
    }

    NavigableSet<String> namesAfter(Optional<String> start) {
        return start.map(name -> tables.tailMap(name, false)).orElse(tables).navigableKeySet();
    }

    private Optional<Table> find(String name) {
        return Optional.ofNullable(tables.get(name));
    }
}
