package publishing;

import event.EventRefusedException;

/** A body that cannot be an event because of how it is written. */
public final class UnsupportedContentTypeException extends EventRefusedException {
    private static final long serialVersionUID = 1L;

    UnsupportedContentTypeException(String contentType, String why) {
        super("datacontenttype", contentType + " " + why);
    }
}
