package configuration;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.Set;
import org.apache.camel.model.RouteDefinition;

/** The words of Camel's routes, such as {@code setBody}. */
final class Steps {
    private Steps() {}

    /** A question that follows a word that is no step, such as {@code "; did you mean setBody?"}. */
    static String question(String word) {
        return Nearest.question(word, words());
    }

    /** From the list that Camel's model ships. */
    private static Set<String> words() {
        Properties model = new Properties();
        try (InputStream list = RouteDefinition.class.getResourceAsStream("/model.properties")) {
            if (list == null) {
                return Set.of();
            }
            model.load(list);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return model.stringPropertyNames();
    }
}
