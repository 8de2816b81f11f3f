package local.dynamodb;

/**
 * The choices for metrics of item collections. Only tables with local indexes have item collections, so AWS reports
 * nothing for other tables.
 */
enum ItemCollectionMetrics {
    SIZE,
    NONE
}
