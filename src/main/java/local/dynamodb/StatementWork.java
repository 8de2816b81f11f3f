package local.dynamodb;

import java.util.Optional;

/** What a statement does to one item of a table that is there. */
sealed interface StatementWork permits StatementRead, StatementWrite {
    NamedTable target();

    Place place();

    /** Does it, and returns the attributes that the statement asks for. */
    Optional<Value.MapOf> run(Capacity capacity);
}
