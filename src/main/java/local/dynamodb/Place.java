package local.dynamodb;

/** The place of an item: its table and its key. */
record Place(Table table, Key key) {}
