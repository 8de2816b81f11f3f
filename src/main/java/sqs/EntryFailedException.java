package sqs;

import aws.Fault;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;

/** The failure of one entry of a batch call to SQS. */
public final class EntryFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean senderFault;

    public EntryFailedException(BatchResultErrorEntry error) {
        super(error.code() + (error.message() == null ? "" : ": " + error.message()));
        this.senderFault = Fault.ofEntry(error.code(), Boolean.TRUE.equals(error.senderFault())) == Fault.REQUEST;
    }

    /** For a call that failed as a whole, which says nothing about the entry: expired credentials, for example. */
    public EntryFailedException(Throwable cause) {
        super(cause.getMessage(), cause);
        this.senderFault = false;
    }

    /** Whether SQS refused this entry itself, for example because its receipt handle has expired. */
    public boolean isSenderFault() {
        return senderFault;
    }
}
