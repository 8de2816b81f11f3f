package inbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The events that a client has got and not answered yet. */
final class Unanswered {
    private final List<SentEvent> waiting = new ArrayList<>();

    /** An event on its way to the client and back; the answer fails with what the client says. */
    record SentEvent(String id, String source, CompletableFuture<Void> answer) {}

    /** An event is about to be sent. */
    synchronized SentEvent add(String id, String source) {
        SentEvent sent = new SentEvent(id, source, new CompletableFuture<>());
        waiting.add(sent);
        return sent;
    }

    /** Nobody waits for the answer any more. */
    synchronized void remove(SentEvent sent) {
        waiting.remove(sent); // each has an answer of its own, which equals no other
    }

    synchronized int size() {
        return waiting.size();
    }

    /** @return why the answer says nothing, in a sentence for the client; empty if an event has its answer by it */
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
