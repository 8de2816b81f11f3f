package delivery;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;

/** SQS did not do what one entry of a batch asked for. */
final class EntryFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean senderFault;

    EntryFailedException(BatchResultErrorEntry error) {
        super(error.code() + (error.message() == null ? "" : ": " + error.message()));
        this.senderFault = Boolean.TRUE.equals(error.senderFault());
    }

    /** The whole call failed. */
    EntryFailedException(RuntimeException cause) {
        super(cause.getMessage(), cause);
        this.senderFault = cause instanceof AwsServiceException service
                && service.statusCode() >= 400
                && service.statusCode() < 500
                && !service.isThrottlingException();
    }

    /** True if it is of no use to ask again, for example because the receipt handle is not valid any more. */
    boolean isSenderFault() {
        return senderFault;
    }
}
