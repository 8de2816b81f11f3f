package sqs;

import aws.Fault;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;

/** SQS did not do what one entry of a batch asked for. */
public final class EntryFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean senderFault;

    public EntryFailedException(BatchResultErrorEntry error) {
        super(error.code() + (error.message() == null ? "" : ": " + error.message()));
        this.senderFault = Fault.ofEntry(error.code(), Boolean.TRUE.equals(error.senderFault())) == Fault.REQUEST;
    }

    /** The whole call failed, which says nothing about the entry: credentials that ran out are renewed, for example. */
    public EntryFailedException(Throwable cause) {
        super(cause.getMessage(), cause);
        this.senderFault = false;
    }

    /** True if SQS refused this very entry, for example because its receipt handle is not valid any more. */
    public boolean isSenderFault() {
        return senderFault;
    }
}
