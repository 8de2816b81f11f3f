package console;

/**
 * A file of the console as it is sent.
 *
 * @param type its media type
 * @param tag its entity tag, another one for another content
 */
record PageFile(byte[] bytes, String type, String tag) {}
