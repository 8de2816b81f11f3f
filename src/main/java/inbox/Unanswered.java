package inbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The events that were sent to a client and not answered yet. */
final class Unanswered {
    private final List<SentEvent> waiting = new ArrayList<>();

    /** An event that was sent to the client. The answer fails with the client's reason. */
    record SentEvent(String id, String source, CompletableFuture<Void> answer) {}

    /** Adds an event that is about to be sent. */
    synchronized SentEvent add(String id, String source) {
        SentEvent sent = new SentEvent(id, source, new CompletableFuture<>());
        waiting.add(sent);
        return sent;
    }

    /** Removes an event whose answer no one waits for any more. */
    synchronized void remove(SentEvent sent) {
        waiting.remove(sent); // each event has its own answer, so no two are equal
    }

    synchronized int size() {
        return waiting.size();
    }

    /** @return why the answer cannot be used, in a sentence for the client; empty if it answers an event */
    Optional<String> settle(ClientAnswer answer) {
        SentEvent sent;
        synchronized (this) {
            List<SentEvent> meant =
                    waiting.stream().filter(one -> isMeant(one, answer)).toList();
            if (meant.isEmpty()) {
                return Optional.of(
                        "no event with this id waits for an answer: it was answered before, given back, or never sent");
            }
            if (meant.stream().map(SentEvent::source).distinct().count() > 1) {
                return Optional.of("events of several sources have this id: add \"source\"");
            }
            sent = meant.get(0);
            remove(sent);
        }
        answer.failure()
                .ifPresentOrElse(
                        reason -> sent.answer().completeExceptionally(new ClientFailureException(reason)),
                        () -> sent.answer().complete(null));
        return Optional.empty();
    }

    private static boolean isMeant(SentEvent sent, ClientAnswer answer) {
        return sent.id().equals(answer.id())
                && answer.source().map(sent.source()::equals).orElse(true);
    }
}
