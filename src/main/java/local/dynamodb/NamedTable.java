package local.dynamodb;

/**
 * A table as a request names it.
 *
 * @param given the name or the ARN, as the request gives it; answers repeat it
 */
record NamedTable(String given, Table table) {
    static NamedTable of(String given, Tables tables) {
        return new NamedTable(given, tables.get(given));
    }

    Place place(Key key) {
        return new Place(table, key);
    }
}
