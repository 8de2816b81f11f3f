package publishing;

import java.util.List;
import java.util.stream.Collectors;

/** An exchange carried several events, and SNS does not have all of them. It has the others. */
public final class BatchFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    BatchFailedException(int all, List<Publication> failed) {
        super(
                failed.stream()
                        .map(publication -> publication.id() + ": "
                                + publication
                                        .failure()
                                        .map(Throwable::getMessage)
                                        .orElse(""))
                        .collect(Collectors.joining("; ", failed.size() + " of " + all + " were not published: ", "")),
                failed.get(0).failure().orElse(null));
    }
}
