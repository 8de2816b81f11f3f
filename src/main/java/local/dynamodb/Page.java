package local.dynamodb;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * One page of a query or a scan. It ends at the limit or at one megabyte, both counted before the filter.
 *
 * @param items the items that passed the filter
 * @param scanned how many items were read
 * @param bytes the size of the items that were read
 * @param last the last item that was read, if more may follow
 */
record Page(List<Item> items, int scanned, long bytes, Optional<Item> last) {
    private static final int MAX_BYTES = 1024 * 1024;

    /** Reads a page. Items that do not match cost nothing. Items that the filter drops count. */
    static Page of(Map<Key, Item> range, Predicate<Map.Entry<Key, Item>> matches, OptionalInt limit, Condition filter) {
        List<Item> items = new ArrayList<>();
        int scanned = 0;
        long bytes = 0;
        Item last = null;
        Iterator<Item> candidates = range.entrySet().stream()
                .filter(matches)
                .map(Map.Entry::getValue)
                .iterator();
        while (candidates.hasNext()) {
            Item item = candidates.next();
            if (bytes + item.size() > MAX_BYTES) {
                return new Page(items, scanned, bytes, Optional.ofNullable(last));
            }
            scanned++;
            bytes += item.size();
            last = item;
            if (filter.holds(item.attributes())) {
                items.add(item);
            }
            // AWS does not check whether an item follows, so the last page may be empty.
            if (limit.isPresent() && scanned == limit.getAsInt()) {
                return new Page(items, scanned, bytes, Optional.of(item));
            }
        }
        return new Page(items, scanned, bytes, Optional.empty());
    }
}
