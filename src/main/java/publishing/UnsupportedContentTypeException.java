package publishing;

import event.EventRefusedException;

/** The refusal of a body whose content type or encoding cannot be an event. */
public final class UnsupportedContentTypeException extends EventRefusedException {
    private static final long serialVersionUID = 1L;

    UnsupportedContentTypeException(String contentType, String why) {
        super("datacontenttype", contentType + " " + why);
    }
}
