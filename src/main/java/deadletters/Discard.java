package deadletters;

import java.util.List;
import java.util.function.Predicate;
import software.amazon.awssdk.services.sqs.model.Message;

/** Deletes letters for good. */
final class Discard implements LetterAction {
    private final boolean dryRun;
    private final Job job;

    Discard(boolean dryRun, Job job) {
        this.dryRun = dryRun;
        this.job = job;
    }

    @Override
    public List<Message> take(List<ReceivedLetter> letters, Predicate<ReceivedLetter> chosen) {
        List<Message> gone =
                letters.stream().filter(chosen).map(ReceivedLetter::message).toList();
        if (dryRun) {
            job.count(Count.DISCARDED, gone.size());
            return List.of();
        }
        return gone;
    }

    @Override
    public void deleted(int number) {
        job.count(Count.DISCARDED, number);
    }
}
