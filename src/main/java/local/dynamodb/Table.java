package local.dynamodb;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A table's items, in the order of their keys. */
final class Table {
    private final TableDefinition definition;
    private final NavigableMap<Key, Item> items = new TreeMap<>();
    private final NavigableMap<String, String> tags = new TreeMap<>();
    private long bytes;
    private Optional<String> timeToLive = Optional.empty();

    Table(TableDefinition definition) {
        this.definition = definition;
    }

    TableDefinition definition() {
        return definition;
    }

    KeySchema schema() {
        return definition.schema();
    }

    String name() {
        return definition.name();
    }

    NavigableMap<String, String> tags() {
        return tags;
    }

    int count() {
        return items.size();
    }

    /** The size of all items. */
    long bytes() {
        return bytes;
    }

    /**
     * The attribute that holds an item's time to live, if time to live is enabled. The attribute is only remembered:
     * expired items stay. AWS also keeps them, for up to a few days.
     */
    Optional<String> timeToLive() {
        return timeToLive;
    }

    void setTimeToLive(Optional<String> attribute) {
        timeToLive = attribute;
    }

    Optional<Item> get(Key key) {
        return Optional.ofNullable(items.get(key));
    }

    /** Replaces the item with this key, or removes it if there is no new item. */
    void replace(Key key, Optional<Item> item) {
        Item old = item.isPresent() ? items.put(key, item.get()) : items.remove(key);
        bytes += item.map(Item::size).orElse(0) - (old == null ? 0 : old.size());
    }

    /** All items after a key, or all items if there is no key. */
    NavigableMap<Key, Item> after(Optional<Key> start) {
        return start.map(key -> items.tailMap(key, false)).orElse(items);
    }

    /** The items that can match a query, in its direction, after a key if there is one. */
    Map<Key, Item> range(KeyCondition condition, boolean forward, Optional<Key> start) {
        Key low = condition
                .lower()
                .map(sort -> Key.of(condition.partition(), sort))
                .orElse(Key.before(condition.partition()));
        Key high = condition
                .upper()
                .map(sort -> Key.of(condition.partition(), sort))
                .orElse(Key.after(condition.partition()));
        return forward
                ? items.subMap(start.orElse(low), start.isEmpty(), high, true)
                : items.subMap(low, true, start.orElse(high), start.isEmpty()).descendingMap();
    }
}
