package history;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A trace that contains an event.
 *
 * @param id the trace id
 * @param url the link to the trace; {@code null} without a configured {@code trace.url}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EventTrace(String id, String url) {}
