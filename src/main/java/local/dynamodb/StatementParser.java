package local.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Parses PartiQL statements about single items. */
final class StatementParser {
    private static final Set<String> UNSUPPORTED_AFTER_WHERE = Set.of("ORDER", "GROUP", "HAVING", "LIMIT", "OFFSET");

    private final StatementReader reader;
    private final StatementValues values;

    private StatementParser(String statement, List<Value> parameters) {
        reader = new StatementReader(statement, parameters);
        values = new StatementValues(reader);
    }

    /**
     * Parses a statement.
     *
     * @param parameters the values of its question marks, in their order
     */
    static Statement parse(String statement, List<Value> parameters) {
        StatementParser parser = new StatementParser(statement, parameters);
        Statement parsed = parser.statement();
        parser.reader.expectEnd();
        return parsed;
    }

    private Statement statement() {
        if (reader.acceptKeyword("INSERT")) {
            return insert();
        } else if (reader.acceptKeyword("UPDATE")) {
            return change();
        } else if (reader.acceptKeyword("DELETE")) {
            return delete();
        } else if (reader.acceptKeyword("SELECT")) {
            return select();
        } else if (reader.peek().isKeyword("EXISTS")) {
            throw ServiceError.validation("EXISTS can only be used in ExecuteTransaction write requests.");
        } else if (reader.peek().isKeyword("FROM")) {
            throw ServiceError.notSupported("FROM at the beginning of a statement");
        }
        throw StatementReader.malformed("Expected data manipulation");
    }

    private Statement insert() {
        reader.expectKeyword("INTO");
        String table = table();
        if (reader.peek().isKeyword("VALUES")
                || reader.peek().isSign("<<")
                || reader.peek().isKeyword("SELECT")) {
            throw ServiceError.validation("Unsupported operation: Inserting multiple items in a single statement is not"
                    + " supported, use \"INSERT INTO tableName VALUE item\" instead");
        }
        if (reader.peek().isName()) {
            throw reader.leftover();
        }
        reader.expectKeyword("VALUE");
        if (!reader.peek().isSign("{")) {
            throw ServiceError.validation("Unsupported format in item expression. Please use struct format {...} to"
                    + " express item values for insert statement.");
        }
        Value.MapOf item = values.item();
        if (reader.peek().isKeyword("RETURNING")) {
            throw ServiceError.validation("RETURNING is not supported in INSERT");
        }
        if (reader.peek().isKeyword("ON")) {
            throw ServiceError.notSupported("ON CONFLICT");
        }
        return new Statement.Insert(table, item);
    }

    private Statement change() {
        String table = table();
        refuseAlias();
        Update update = new StatementUpdates(reader, values).update();
        return new Statement.Change(table, update, where(), returning());
    }

    private Statement delete() {
        reader.expectKeyword("FROM");
        String table = table();
        refuseAlias();
        Where where = where();
        Returning returning = returning();
        if (returning != Returning.NOTHING && returning != Returning.ALL_OLD) {
            throw ServiceError.validation("Invalid returning clause: RETURNING " + returning
                    + ". Only RETURNING ALL OLD * is allowed in DELETE statements.");
        }
        return new Statement.Delete(table, where, returning);
    }

    private Statement select() {
        Optional<Projection> projection = projection();
        reader.expectKeyword("FROM");
        if (!reader.peek().isName()) {
            throw reader.unexpected();
        }
        String table = table();
        if (reader.peek().isSign(",") || reader.peek().isKeyword("JOIN")) {
            throw ServiceError.notSupported("more than one table");
        }
        refuseAlias();
        Where where = where();
        if (UNSUPPORTED_AFTER_WHERE.stream().anyMatch(reader.peek()::isKeyword)) {
            throw ServiceError.notSupported(reader.peek().text());
        }
        return new Statement.Select(table, projection, where);
    }

    /** The requested attributes, or nothing if all attributes are requested. */
    private Optional<Projection> projection() {
        if (reader.accept("*")) {
            refuseMoreThanStar();
            return Optional.empty();
        }
        List<Path> paths = new ArrayList<>();
        do {
            if (reader.accept("*")) {
                throw starAndOthers();
            }
            paths.add(projected());
        } while (reader.accept(","));
        List<Path> doubled = new ArrayList<>(paths);
        Set.copyOf(paths).forEach(doubled::remove);
        if (!doubled.isEmpty()) {
            throw ServiceError.validation(
                    "Duplicate identifiers in select clause: " + doubled.get(0).attribute());
        }
        return Optional.of(new Projection(paths));
    }

    private Path projected() {
        if (reader.isFunction()) {
            throw ServiceError.notSupported(
                    "functions in a SELECT: " + reader.peek().text());
        }
        Path path = reader.path();
        if (path.isNested()) {
            throw ServiceError.notSupported("a path in a SELECT: " + path);
        }
        return path;
    }

    private void refuseMoreThanStar() {
        if (reader.peek().isSign(",")) {
            throw starAndOthers();
        }
    }

    private static ServiceError starAndOthers() {
        return ServiceError.validation("Other attributes should not be present in the projection when '*' is used.");
    }

    private String table() {
        if (!reader.peek().isName()) {
            throw StatementReader.malformed("Expected identifier for simple path");
        }
        String table = reader.name();
        if (reader.peek().isSign(".")) {
            throw ServiceError.notSupported("an index in a statement");
        }
        return table;
    }

    private void refuseAlias() {
        if (reader.peek().isName() || reader.peek().isKeyword("AS")) {
            throw ServiceError.validation("Aliasing is not supported");
        }
    }

    private Where where() {
        return reader.acceptKeyword("WHERE") ? new StatementConditions(reader, values).where() : Where.NONE;
    }

    private Returning returning() {
        if (!reader.acceptKeyword("RETURNING")) {
            return Returning.NOTHING;
        }
        boolean all = reader.acceptKeyword("ALL");
        if (!all) {
            reader.expectKeyword("MODIFIED");
        }
        boolean old = reader.acceptKeyword("OLD");
        if (!old) {
            reader.expectKeyword("NEW");
        }
        if (!reader.accept("*")) {
            throw ServiceError.validation("Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause");
        }
        if (reader.peek().isSign(",")) {
            throw ServiceError.validation("Invalid syntax with multiple returning elements in RETURNING clause");
        }
        return Returning.valueOf((all ? "ALL" : "MODIFIED") + "_" + (old ? "OLD" : "NEW"));
    }
}
