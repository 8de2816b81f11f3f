package publishing;

import configuration.Template.Objection;
import http.FrontDoor;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Checks that {@code access} and {@code limit} are given only for routes from the application's HTTP server, where callers can be
 * identified.
 */
public final class CallersOverHttp implements Function<Map<String, String>, Optional<Objection>> {
    private static final String ACCESS = "access";
    private static final String ADD_CALLER = "addCaller";

    @Override
    public Optional<Objection> apply(Map<String, String> parameters) {
        boolean hasNames = !parameters.getOrDefault(ACCESS, "open").strip().equals("open");
        if (parameters.get(ADD_CALLER).equals("true") && !hasNames) {
            return Optional.of(new Objection(ADD_CALLER, "false, unless access names callers"));
        }
        return FrontDoor.serves(parameters.get("from"))
                ? Optional.empty()
                : Stream.of(ACCESS, "limit")
                        .filter(parameters::containsKey)
                        .findFirst()
                        .map(name -> new Objection(name, "left out, unless from is platform-http"));
    }
}
