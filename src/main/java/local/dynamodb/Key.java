package local.dynamodb;

import java.util.Comparator;
import local.dynamodb.Value.Scalar;

/**
 * The key of an item, which decides its place in the table. Partitions are in the order of a hash, as in DynamoDB, so
 * that no client relies on the order of a scan. Within a partition, items are in the order of the sort key.
 *
 * @param hash the partition's hash
 * @param partition the partition key
 * @param sort the sort key, or {@code null} in a table without one
 * @param edge -1 before all items of the partition, 1 after them, 0 for an item's own key
 */
record Key(int hash, Scalar partition, Scalar sort, int edge) implements Comparable<Key> {
    private static final Comparator<Key> ORDER = Comparator.<Key>comparingInt(Key::hash)
            .thenComparing(Key::partition)
            .thenComparingInt(Key::edge)
            .thenComparing(Key::sort, Comparator.nullsFirst(Comparator.naturalOrder()));
    /** Spreads the hashes of similar texts; the multiplier is Knuth's. */
    private static final int SPREAD = 0x9E3779B1;

    static Key of(Scalar partition, Scalar sort) {
        return new Key(hash(partition), partition, sort, 0);
    }

    static Key before(Scalar partition) {
        return new Key(hash(partition), partition, null, -1);
    }

    static Key after(Scalar partition) {
        return new Key(hash(partition), partition, null, 1);
    }

    private static int hash(Scalar partition) {
        return partition.hashCode() * SPREAD;
    }

    @Override
    public int compareTo(Key other) {
        return ORDER.compare(this, other);
    }
}
