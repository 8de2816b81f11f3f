package local.dynamodb;

import java.util.Optional;

/** A PartiQL statement about one item. */
sealed interface Statement {
    /** The table, by its name or ARN. */
    String table();

    /** Puts an item where none is. */
    record Insert(String table, Value.MapOf item) implements Statement {}

    /** Updates an item that is there. */
    record Change(String table, Update update, Where where, Returning returning) implements Statement {}

    /** Deletes an item; one that is not there is deleted already. */
    record Delete(String table, Where where, Returning returning) implements Statement {}

    /** Reads an item, or some of its attributes. */
    record Select(String table, Optional<Projection> projection, Where where) implements Statement {}

    default boolean reads() {
        return this instanceof Select;
    }
}
