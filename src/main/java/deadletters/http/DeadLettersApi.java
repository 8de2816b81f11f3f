package deadletters.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import configuration.ConfiguredRoute;
import deadletters.DeadLetters;
import deadletters.Edit;
import deadletters.Job;
import deadletters.Page;
import deadletters.QueueOfLetters;
import deadletters.Rate;
import deadletters.RefusedException;
import deadletters.RefusedException.Reason;
import deadletters.Selection;
import http.PathSegment;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import ledger.TaskRecords;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.aws2.sqs.Sqs2Endpoint;
import org.apache.camel.support.service.ServiceSupport;
import process.Json;

/**
 * Serves the dead letters of this application's queues over HTTP, as {@code openapi.json} describes. Each method
 * answers one kind of request.
 *
 * <p>An operation that ends within a second is answered 200 with its result. A longer one is answered 202 with its
 * {@link Task}, which has a URL to poll and to cancel.
 */
public final class DeadLettersApi extends ServiceSupport {
    /** How long a client waits for a result before it gets a task. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private static final int AUDIT_ENTRIES = 100;
    private static final String PATH = "/caravan/dead-letters/";

    /** The positions of the names in {@code /caravan/dead-letters/{queue}/letters/{id}}. */
    private static final int QUEUE = 3;

    private static final int ID = 5;

    /** Stands for all queues in a task's URL; no queue has this name. */
    private static final String EVERY_QUEUE = "*";

    private final CamelContext context;
    private final DeadLetters letters;
    private final Tasks tasks;

    /** @param records the tasks of all processes */
    public DeadLettersApi(CamelContext context, DeadLetters letters, TaskRecords records) {
        this.context = context;
        this.letters = letters;
        this.tasks = new Tasks(context, records, Clock.systemUTC());
    }

    /** The selection of letters in a request: {@code all}, or at least one condition. */
    record Chosen(
            boolean all,
            Set<String> fingerprints,
            Set<String> ids,
            Map<String, String> attributes,
            String path,
            String group,
            boolean dryRun,
            int rate,
            String confirm) {
        Selection selection() {
            Selection selection = new Selection(
                    orEmpty(fingerprints), orEmpty(ids), attributes == null ? Map.of() : attributes, path, group);
            if (all != selection.isAll()) {
                throw new RefusedException(
                        Reason.WRONG,
                        "which letters: must be all, or one or more of fingerprints, ids, attributes, path and group");
            }
            return selection;
        }
    }

    /** The change to a letter in a request. */
    record Change(String body, Map<String, String> set, Set<String> remove) {
        Edit edit() {
            return new Edit(body, set == null ? Map.of() : set, orEmpty(remove));
        }
    }

    /** The group in a request. */
    record Group(String group) {}

    /** A list as a response. */
    record All<T>(List<T> entries) {}

    @Override
    protected void doStart() {
        tasks.start();
    }

    @Override
    protected void doStop() {
        tasks.stop();
    }

    /** {@code GET /caravan/dead-letters}: lists the queues. */
    public void queues(Exchange exchange) throws InterruptedException {
        run(exchange, EVERY_QUEUE, "queues", job -> {
            List<QueueOfLetters> all = new ArrayList<>(letters.queues(queues()));
            all.addAll(letters.ofSubscriptions().queues(ofSubscriptions()));
            return new All<>(all);
        });
    }

    /** {@code GET /caravan/dead-letters/{queue}}: lists the letters by failure. */
    public void list(Exchange exchange) throws InterruptedException {
        Page page = page(exchange);
        run(
                exchange,
                queue(exchange),
                "list",
                job -> lettersOf(queue(exchange)).list(queue(exchange), Selection.all(), page, job));
    }

    /** {@code GET /caravan/dead-letters/{queue}/letters}: lists the letters one by one, optionally of one failure. */
    public void letters(Exchange exchange) throws InterruptedException {
        Page page = page(exchange);
        Selection selection =
                query(exchange, "fingerprint").map(Selection::fingerprint).orElseGet(Selection::all);
        run(
                exchange,
                queue(exchange),
                "letters",
                job -> lettersOf(queue(exchange)).letters(queue(exchange), selection, page, job));
    }

    /** {@code GET /caravan/dead-letters/{queue}/letters/{id}}: shows one letter. */
    public void show(Exchange exchange) throws InterruptedException {
        String id = path(exchange, ID);
        String queue = queue(exchange);
        run(
                exchange,
                queue,
                "show",
                job -> lettersOf(queue)
                        .show(queue, id, job)
                        .orElseThrow(() -> new RefusedException(Reason.NOT_KNOWN, DeadLetters.notKnown(queue, id))));
    }

    /** {@code POST /caravan/dead-letters/{queue}/redrive}: sends letters back to their queue. */
    public void redrive(Exchange exchange) throws InterruptedException {
        Chosen chosen = body(exchange, Chosen.class);
        Selection selection = chosen.selection();
        Rate rate = new Rate(chosen.rate());
        String queue = queue(exchange);
        String by = by(exchange);
        run(
                exchange,
                queue,
                "redrive",
                job -> lettersOf(queue).redrive(queue, selection, rate, chosen.dryRun(), by, job));
    }

    /** {@code POST /caravan/dead-letters/{queue}/discard}: deletes letters for good. */
    public void discard(Exchange exchange) throws InterruptedException {
        Chosen chosen = body(exchange, Chosen.class);
        Selection selection = chosen.selection();
        String queue = queue(exchange);
        if (!chosen.dryRun() && !queue.equals(chosen.confirm())) {
            throw new RefusedException(Reason.WRONG, "confirm: must be the queue's name, " + queue);
        }
        String by = by(exchange);
        run(exchange, queue, "discard", job -> lettersOf(queue).discard(queue, selection, chosen.dryRun(), by, job));
    }

    /** {@code POST /caravan/dead-letters/{queue}/letters/{id}/edit}: changes one letter and sends it back. */
    public void edit(Exchange exchange) throws InterruptedException {
        Edit edit = body(exchange, Change.class).edit();
        String queue = queue(exchange);
        String id = path(exchange, ID);
        String by = by(exchange);
        run(exchange, queue, "edit", job -> lettersOf(queue).edit(queue, id, edit, by, job));
    }

    /** {@code POST /caravan/dead-letters/{queue}/release}: releases a parked group. */
    public void release(Exchange exchange) throws InterruptedException {
        String group = Optional.ofNullable(body(exchange, Group.class).group())
                .filter(name -> !name.isBlank())
                .orElseThrow(() -> new RefusedException(Reason.WRONG, "group: must be the name of a message group"));
        String queue = queue(exchange);
        String by = by(exchange);
        run(exchange, queue, "release", job -> lettersOf(queue).release(queue, group, by, job));
    }

    /** {@code GET /caravan/dead-letters/{queue}/audit}: lists who has changed the letters. */
    public void audit(Exchange exchange) throws InterruptedException {
        String queue = queue(exchange);
        run(exchange, queue, "audit", job -> new All<>(lettersOf(queue).audit(queue, AUDIT_ENTRIES)));
    }

    /** {@code GET /caravan/dead-letters/{queue}/tasks/{id}}: shows the progress of an operation. */
    public void task(Exchange exchange) {
        answer(exchange, 200, found(exchange, tasks.find(path(exchange, QUEUE), path(exchange, ID))));
    }

    /** {@code DELETE /caravan/dead-letters/{queue}/tasks/{id}}: cancels an operation. */
    public void cancel(Exchange exchange) {
        answer(exchange, 202, found(exchange, tasks.cancel(path(exchange, QUEUE), path(exchange, ID))));
    }

    /** Answers a request whose operation failed before it began. */
    public void failed(Exchange exchange) {
        LetterProblems.of(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class))
                .answer(exchange.getMessage());
    }

    /** The operations under way that have outlived their requests, as JSON shows them. */
    public List<?> running() {
        return tasks.running();
    }

    private static Task found(Exchange exchange, Optional<Task> task) {
        return task.orElseThrow(() -> new RefusedException(
                Reason.NOT_KNOWN, "there is no task " + path(exchange, ID) + ", or its record has expired"));
    }

    private void run(Exchange exchange, String queue, String operation, Function<Job, Object> work)
            throws InterruptedException {
        Task task = tasks.run(queue, operation, MOMENT, work);
        switch (task.state()) {
            case DONE -> answer(exchange, 200, task.result());
            case FAILED -> task.problem().answer(exchange.getMessage());
            default -> {
                answer(exchange, 202, task);
                exchange.getMessage().setHeader("Location", PATH + queue + "/tasks/" + task.id());
            }
        }
    }

    private static void answer(Exchange exchange, int status, Object body) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setBody(Json.write(body));
    }

    private <T> T body(Exchange exchange, Class<T> type) {
        String body = exchange.getMessage().getBody(String.class);
        try {
            T value = Json.read(body == null ? "" : body, type);
            if (value == null) {
                throw new RefusedException(Reason.WRONG, "the body must be a JSON object");
            }
            return value;
        } catch (UnrecognizedPropertyException e) {
            throw new RefusedException(
                    Reason.WRONG,
                    e.getPropertyName() + ": is unknown; must be one of "
                            + String.join(
                                    ", ",
                                    e.getKnownPropertyIds().stream()
                                            .map(Object::toString)
                                            .toList()));
        } catch (JsonProcessingException e) {
            throw new RefusedException(
                    Reason.WRONG, "the body must be JSON as openapi.json says: " + e.getOriginalMessage());
        }
    }

    /** The queue of the request, which must be one of this application. */
    private String queue(Exchange exchange) {
        String queue = path(exchange, QUEUE);
        if (!queues().contains(queue) && !ofSubscriptions().contains(queue)) {
            throw new RefusedException(Reason.NOT_KNOWN, "no route of this application uses a queue " + queue);
        }
        return queue;
    }

    private Collection<String> queues() {
        Set<String> queues = ConfiguredRoute.values(context.getRegistry(), "queue");
        context.getEndpoints().stream()
                .filter(Sqs2Endpoint.class::isInstance)
                .map(endpoint -> ((Sqs2Endpoint) endpoint).getConfiguration().getQueueName())
                .forEach(queues::add);
        return queues;
    }

    private Set<String> ofSubscriptions() {
        return ConfiguredRoute.values(context.getRegistry(), "deadLetters");
    }

    private DeadLetters lettersOf(String queue) {
        return ofSubscriptions().contains(queue) ? letters.ofSubscriptions() : letters;
    }

    private static Page page(Exchange exchange) {
        return new Page(number(exchange, "page", 1), number(exchange, "size", 100));
    }

    private static int number(Exchange exchange, String name, int otherwise) {
        Optional<String> text = query(exchange, name);
        try {
            return text.map(Integer::parseInt).orElse(otherwise);
        } catch (NumberFormatException e) {
            throw new RefusedException(Reason.WRONG, name + " " + text.get() + ": must be a whole number");
        }
    }

    private static Optional<String> query(Exchange exchange, String name) {
        return Optional.ofNullable(exchange.getMessage().getHeader(name, String.class));
    }

    private static String path(Exchange exchange, int place) {
        return PathSegment.of(exchange, place).orElseThrow();
    }

    private static String by(Exchange exchange) {
        return exchange.getProperty(Access.OPERATOR, String.class);
    }

    private static Set<String> orEmpty(Set<String> given) {
        return given == null ? Set.of() : given;
    }
}
