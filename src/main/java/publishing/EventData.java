package publishing;

/**
 * The data of an event, and its form for the expressions of a route.
 *
 * @param contentType the given content type; {@code null} if there is none
 * @param view the text if the data is text, the fields as JSON if it is a form, or else the bytes
 */
record EventData(byte[] bytes, String contentType, Object view) {}
