package local.dynamodb;

import java.util.Optional;

/** The work of a statement on one item of an existing table. */
sealed interface StatementWork permits StatementRead, StatementWrite {
    NamedTable target();

    Place place();

    /** Does the work and returns the attributes that the statement asks for. */
    Optional<Value.MapOf> run(Capacity capacity);
}
