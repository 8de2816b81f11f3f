package publishing;

import java.util.List;
import java.util.stream.Collectors;

/** The failure of an exchange with several events, of which SNS has not accepted all. The other events are published. */
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
