package local.dynamodb;

/**
 * A table as a request names it.
 *
 * @param given its name or its ARN, whichever the request gives; answers give the same
 */
record NamedTable(String given, Table table) {
    static NamedTable of(String given, Tables tables) {
        return new NamedTable(given, tables.get(given));
    }

    Place place(Key key) {
        return new Place(table, key);
    }
}
