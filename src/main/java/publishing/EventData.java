package publishing;

/**
 * The data of an event, and what the expressions of a route see of it.
 *
 * @param contentType as given; {@code null} if nothing is
 * @param view the text if the data is text, the fields as JSON if it is a form, or else the bytes
 */
record EventData(byte[] bytes, String contentType, Object view) {}
