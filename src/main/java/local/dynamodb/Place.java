package local.dynamodb;

/** An item's place among all tables. */
record Place(Table table, Key key) {}
