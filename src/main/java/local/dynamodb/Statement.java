package local.dynamodb;

import java.util.Optional;

/** A PartiQL statement about one item. */
sealed interface Statement {
    /** The table, by its name or ARN. */
    String table();

    /** Puts an item whose key is free. */
    record Insert(String table, Value.MapOf item) implements Statement {}

    /** Updates an existing item. */
    record Change(String table, Update update, Where where, Returning returning) implements Statement {}

    /** Deletes an item. A missing item counts as deleted. */
    record Delete(String table, Where where, Returning returning) implements Statement {}

    /** Reads an item, or some of its attributes. */
    record Select(String table, Optional<Projection> projection, Where where) implements Statement {}

    default boolean reads() {
        return this instanceof Select;
    }
}
