package local.dynamodb;

/** DynamoDB's types, by their names on the wire. */
enum AttributeType {
    S("STRING"),
    N("NUMBER"),
    B("BINARY"),
    SS("STRING_SET"),
    NS("NUMBER_SET"),
    BS("BINARY_SET"),
    M("MAP"),
    L("LIST"),
    NULL("NULL"),
    BOOL("BOOLEAN");

    private final String longName;

    AttributeType(String longName) {
        this.longName = longName;
    }

    /** The name that messages about update expressions use. */
    String longName() {
        return longName;
    }
}
