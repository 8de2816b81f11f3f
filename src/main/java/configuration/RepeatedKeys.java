package configuration;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;

/** Finds the keys that a properties file has more than once. */
final class RepeatedKeys extends Properties {
    private static final long serialVersionUID = 1L;

    private final transient UnaryOperator<String> spelling;
    private final transient Map<String, List<String>> written = new LinkedHashMap<>();

    private RepeatedKeys(UnaryOperator<String> spelling) {
        this.spelling = spelling;
    }

    /**
     * The repeated keys, each with its values in the order of the file.
     *
     * @param spelling maps the spellings of a key to one, such as {@code template-id} and {@code templateId}
     */
    static Map<String, List<String>> of(InputStream file, UnaryOperator<String> spelling) throws IOException {
        RepeatedKeys keys = new RepeatedKeys(spelling);
        keys.load(file);
        Map<String, List<String>> repeated = new LinkedHashMap<>(keys.written);
        repeated.values().removeIf(values -> values.size() == 1);
        return repeated;
    }

    @Override
    public synchronized Object put(Object key, Object value) {
        written.computeIfAbsent(spelling.apply(key.toString()), absent -> new ArrayList<>())
                .add(value.toString().strip());
        return super.put(key, value);
    }
}
