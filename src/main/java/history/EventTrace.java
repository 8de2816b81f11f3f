package history;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A trace in which an event is.
 *
 * @param id the trace id
 * @param url where people look at it; {@code null} without a configured {@code trace.url}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EventTrace(String id, String url) {}
