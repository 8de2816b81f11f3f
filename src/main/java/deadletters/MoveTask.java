package deadletters;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResultEntry;
import software.amazon.awssdk.services.sqs.model.SqsException;

/**
 * SQS's own way to move all messages of a dead-letter queue back.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html">
 *     StartMessageMoveTask</a>
 */
final class MoveTask {
    private static final Logger LOG = LoggerFactory.getLogger(MoveTask.class);

    /** SQS's limit of messages a second. */
    private static final int MOST_PER_SECOND = 500;

    private static final long ASK_AGAIN = TimeUnit.MILLISECONDS.toNanos(250);

    private final Whereabouts place;

    MoveTask(Whereabouts place) {
        this.place = place;
    }

    /** Whether SQS could keep to the rate, and no other queue's letters would be moved along. */
    boolean isPossible(Rate rate) {
        if (rate.perSecond() > MOST_PER_SECOND) {
            return false;
        }
        try {
            return place.sqs()
                            .listDeadLetterSourceQueues(request -> request.queueUrl(place.url()))
                            .queueUrls()
                            .size()
                    == 1;
        } catch (SqsException e) {
            LOG.info("Whose dead letters are in {} is not known: {}", place.arn(), e.getMessage());
            return false;
        }
    }

    /** Asks SQS to move everything. False if SQS does not do that here. */
    boolean start(Rate rate) {
        try {
            place.sqs()
                    .startMessageMoveTask(request -> request.sourceArn(place.arn())
                            .destinationArn(place.source().orElseThrow())
                            .maxNumberOfMessagesPerSecond(rate.isLimited() ? rate.perSecond() : null));
            return true;
        } catch (SqsException e) {
            LOG.info("SQS does not move the letters of {} by itself: {}", place.arn(), e.getMessage());
            return false;
        }
    }

    /**
     * Waits for the end of the task; a job that is cancelled cancels it.
     *
     * @param meanwhile run now and then while it waits
     * @return why it failed; empty if it did not
     */
    Optional<String> await(Job job, Runnable meanwhile) {
        boolean cancelling = false;
        while (true) {
            meanwhile.run();
            ListMessageMoveTasksResultEntry task = place.sqs()
                    .listMessageMoveTasks(
                            request -> request.sourceArn(place.arn()).maxResults(1))
                    .results()
                    .get(0);
            if (!task.status().equals("RUNNING") && !task.status().equals("CANCELLING")) {
                job.startAgain();
                job.count(Count.MOVED, Math.toIntExact(task.approximateNumberOfMessagesMoved()));
                return task.status().equals("FAILED") ? Optional.of(task.failureReason()) : Optional.empty();
            }
            if (job.isCancelled() && !cancelling) {
                place.sqs().cancelMessageMoveTask(request -> request.taskHandle(task.taskHandle()));
                cancelling = true;
            }
            LockSupport.parkNanos(ASK_AGAIN);
        }
    }
}
