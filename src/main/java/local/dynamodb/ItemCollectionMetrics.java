package local.dynamodb;

/** What a write may tell of item collections. Only tables with local indexes have those; AWS has nothing to tell of others. */
enum ItemCollectionMetrics {
    SIZE,
    NONE
}
