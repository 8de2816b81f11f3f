package local.sns;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One page of a listing, with up to 100 items as on AWS.
 *
 * <p>The token names the last item shown, so that a listing stays correct while items are created and deleted.
 *
 * @param nextToken where the next page begins, or {@code null} at the end
 */
record Page<T>(Collection<T> items, String nextToken) {
    private static final int SIZE = 100;

    static <T> Page<T> of(NavigableMap<String, T> all, String token) {
        NavigableMap<String, T> rest = token == null ? all : all.tailMap(decoded(token), false);
        NavigableMap<String, T> page = rest.entrySet().stream()
                .limit(SIZE)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, TreeMap::new));
        return new Page<>(page.values(), rest.size() > SIZE ? encoded(page.lastKey()) : null);
    }

    private static String encoded(String key) {
        return Base64.getUrlEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw SnsException.invalidParameter("NextToken");
        }
    }
}
