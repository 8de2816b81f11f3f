package deadletters.http;

import aws.Fifo;
import configuration.ConfiguredRoute;
import deadletters.DeadLetters;
import deadletters.Edit;
import deadletters.Job;
import deadletters.Look;
import deadletters.Page;
import deadletters.QueueOfLetters;
import deadletters.Rate;
import deadletters.RefusedException;
import deadletters.RefusedException.Reason;
import deadletters.Selection;
import deadletters.WaitingGroups;
import deadletters.http.LetterRequest.Change;
import deadletters.http.LetterRequest.Chosen;
import deadletters.http.LetterRequest.Group;
import event.Identity;
import http.Operator;
import http.Right;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import ledger.AuditEntry;
import ledger.AuditTrail;
import ledger.Author;
import ledger.TaskRecords;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.aws2.sqs.Sqs2Endpoint;
import org.apache.camel.support.service.ServiceSupport;
import process.Json;
import topology.Queue;
import topology.Topology;

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

    /** Stands for all queues in a task's URL; no queue has this name. */
    private static final String EVERY_QUEUE = "*";

    private final CamelContext context;
    private final DeadLetters letters;
    private final Tasks tasks;
    private final Looks looks = new Looks(Clock.systemUTC());

    /** @param records the tasks of all processes */
    public DeadLettersApi(CamelContext context, DeadLetters letters, TaskRecords records) {
        this.context = context;
        this.letters = letters;
        this.tasks = new Tasks(context, records, Clock.systemUTC());
    }

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
            Set<String> named = new TreeSet<>(queues());
            named.addAll(ofInboxes());
            List<QueueOfLetters> all = new ArrayList<>(letters.queues(named));
            all.addAll(letters.ofSubscriptions().queues(ofSubscriptions()));
            return new All<>(all);
        });
    }

    /** {@code GET /caravan/dead-letters/{queue}}: lists the letters by failure. */
    public void list(Exchange exchange) throws InterruptedException {
        Page page = new LetterRequest(exchange).page();
        look(exchange, "list", look -> look.byFailure(page));
    }

    /** {@code GET /caravan/dead-letters/{queue}/letters}: lists the letters one by one, by the conditions of the query. */
    public void letters(Exchange exchange) throws InterruptedException {
        Page page = new LetterRequest(exchange).page();
        look(exchange, "letters", look -> look.oneByOne(page));
    }

    /** {@code GET /caravan/dead-letters/{queue}/groups}: lists the parked groups, with the letters that wait in each. */
    public void groups(Exchange exchange) throws InterruptedException {
        LetterRequest request = new LetterRequest(exchange);
        String queue = queue(request);
        Duration maxAge = request.maxAge();
        run(
                exchange,
                queue,
                "groups",
                job -> Fifo.is(queue) ? letters.groups(shared(queue, maxAge, job)) : WaitingGroups.none(queue));
    }

    private void look(Exchange exchange, String operation, Function<Look, Object> answer) throws InterruptedException {
        LetterRequest request = new LetterRequest(exchange);
        String queue = queue(request);
        Selection selection = request.selection();
        Duration maxAge = request.maxAge();
        run(
                exchange,
                queue,
                operation,
                job -> answer.apply(
                        selection.needsNoMessage()
                                ? shared(queue, maxAge, job).only(selection)
                                : lettersOf(queue).look(queue, selection, job)));
    }

    /** The last look at all letters of a queue, or a new one. */
    private Look shared(String queue, Duration maxAge, Job job) {
        return looks.of(queue, maxAge, () -> lettersOf(queue).look(queue, Selection.all(), job), job::isCancelled);
    }

    /** {@code GET /caravan/dead-letters/{queue}/letters/{id}}: shows one letter. */
    public void show(Exchange exchange) throws InterruptedException {
        LetterRequest request = new LetterRequest(exchange);
        String id = request.id();
        String queue = queue(request);
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
        LetterRequest request = new LetterRequest(exchange);
        Chosen chosen = request.body(Chosen.class);
        Selection selection = chosen.selection();
        Rate rate = new Rate(chosen.rate());
        String queue = queue(request);
        Author by = request.author(chosen.reason());
        change(
                exchange,
                queue,
                "redrive",
                chosen.dryRun(),
                job -> lettersOf(queue).redrive(queue, selection, rate, chosen.dryRun(), by, job));
    }

    /** {@code POST /caravan/dead-letters/{queue}/discard}: deletes letters for good. */
    public void discard(Exchange exchange) throws InterruptedException {
        LetterRequest request = new LetterRequest(exchange);
        Chosen chosen = request.body(Chosen.class);
        if (!chosen.dryRun()) {
            Operator.of(exchange).orElseThrow().needs(Right.ALL);
        }
        Selection selection = chosen.selection();
        String queue = queue(request);
        if (!chosen.dryRun() && !queue.equals(chosen.confirm())) {
            throw new RefusedException(Reason.WRONG, "confirm: must be the queue's name, " + queue);
        }
        Author by = request.author(chosen.reason());
        change(
                exchange,
                queue,
                "discard",
                chosen.dryRun(),
                job -> lettersOf(queue).discard(queue, selection, chosen.dryRun(), by, job));
    }

    /** {@code POST /caravan/dead-letters/{queue}/letters/{id}/edit}: changes one letter and sends it back. */
    public void edit(Exchange exchange) throws InterruptedException {
        LetterRequest request = new LetterRequest(exchange);
        Change change = request.body(Change.class);
        Edit edit = change.edit();
        String queue = queue(request);
        String id = request.id();
        Author by = request.author(change.reason());
        change(
                exchange,
                queue,
                "edit",
                change.dryRun(),
                job -> change.dryRun()
                        ? lettersOf(queue).preview(queue, id, edit, job)
                        : lettersOf(queue).edit(queue, id, edit, by, job));
    }

    /** {@code POST /caravan/dead-letters/{queue}/release}: releases a parked group. */
    public void release(Exchange exchange) throws InterruptedException {
        LetterRequest request = new LetterRequest(exchange);
        Group group = request.body(Group.class);
        String name = group.name();
        String queue = queue(request);
        Author by = request.author(group.reason());
        change(
                exchange,
                queue,
                "release",
                group.dryRun(),
                job -> lettersOf(queue).release(queue, name, group.dryRun(), by, job));
    }

    /** {@code GET /caravan/dead-letters/{queue}/audit}: lists who has changed the letters. */
    public void audit(Exchange exchange) throws InterruptedException {
        String queue = queue(new LetterRequest(exchange));
        run(exchange, queue, "audit", job -> new All<>(lettersOf(queue).audit(queue, AUDIT_ENTRIES)));
    }

    /** {@code GET /caravan/audit}: the same for all queues and for the application, by the conditions of the query. */
    public void changes(Exchange exchange) throws InterruptedException {
        LetterRequest request = new LetterRequest(exchange);
        Optional<String> only = request.text("queue");
        Optional<String> who = request.text("who");
        Optional<String> operation = request.text("operation");
        int most = new Page(1, request.number("size", AUDIT_ENTRIES)).size();
        run(
                exchange,
                EVERY_QUEUE,
                "audit",
                job -> new All<>(subjects()
                        .filter(queue -> only.isEmpty() || only.get().equals(queue))
                        .flatMap(queue -> letters.audit(queue, most).stream())
                        .filter(entry -> who.isEmpty() || entry.by().contains(who.get()))
                        .filter(entry ->
                                operation.isEmpty() || entry.operation().equals(operation.get()))
                        .sorted(Comparator.comparing(AuditEntry::started).reversed())
                        .limit(most)
                        .toList()));
    }

    /** {@code GET /caravan/tasks}: lists the latest operations of all queues, whichever process runs them. */
    public void tasks(Exchange exchange) {
        answer(exchange, 200, new All<>(tasks.latest()));
    }

    /**
     * {@code GET /caravan/dead-letters/{queue}/tasks/{id}}: shows the progress of an operation, and what has become of the
     * events that it sent back.
     */
    public void task(Exchange exchange) {
        LetterRequest request = new LetterRequest(exchange);
        Task task = found(request, tasks.find(request.queue(), request.id()));
        List<Identity> sent = task.sent();
        // The letters of an inbox go to many queues, and the ledger would have to be read for each.
        boolean isOfMany = sent.isEmpty() || ofInboxes().contains(task.queue());
        answer(exchange, 200, isOfMany ? task : task.with(letters.aftermath(task.queue(), sent, task.started())));
    }

    /** {@code DELETE /caravan/dead-letters/{queue}/tasks/{id}}: cancels an operation. */
    public void cancel(Exchange exchange) {
        LetterRequest request = new LetterRequest(exchange);
        answer(exchange, 202, found(request, tasks.cancel(request.queue(), request.id())));
    }

    /** Answers a request whose operation failed before it began. */
    public void failed(Exchange exchange) {
        LetterProblems.of(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class))
                .answer(exchange.getMessage());
    }

    /**
     * The operations in progress that have outlived their requests, in their form for JSON.
     *
     * @param everywhere whether to read those of other processes from the ledger
     */
    public List<?> running(boolean everywhere) {
        return tasks.running(everywhere);
    }

    private static Task found(LetterRequest request, Optional<Task> task) {
        return task.orElseThrow(() -> new RefusedException(
                Reason.NOT_KNOWN, "there is no task " + request.id() + ", or its record has expired"));
    }

    private void run(Exchange exchange, String queue, String operation, Function<Job, Object> work)
            throws InterruptedException {
        answer(exchange, tasks.run(queue, operation, MOMENT, work));
    }

    /** Runs an operation that changes letters. It always has a task, so that a client can ask for its result later. */
    private void change(Exchange exchange, String queue, String operation, boolean dryRun, Function<Job, Object> work)
            throws InterruptedException {
        if (dryRun) {
            run(exchange, queue, operation, work);
            return;
        }
        Task task = tasks.runKept(queue, operation, MOMENT, job -> {
            try {
                return work.apply(job);
            } finally {
                looks.forget(queue); // The operation may end long after its request.
            }
        });
        answer(exchange, task);
        if (task.state() != Task.Status.FAILED) {
            exchange.getMessage().setHeader("Location", location(task));
        }
    }

    private static void answer(Exchange exchange, Task task) {
        switch (task.state()) {
            case DONE -> answer(exchange, 200, task.result());
            case FAILED -> task.problem().answer(exchange.getMessage());
            default -> {
                answer(exchange, 202, task);
                exchange.getMessage().setHeader("Location", location(task));
            }
        }
    }

    private static String location(Task task) {
        return PATH + task.queue() + "/tasks/" + task.id();
    }

    private static void answer(Exchange exchange, int status, Object body) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setBody(Json.write(body));
    }

    /** The queue of the request, which must be one of this application. */
    private String queue(LetterRequest request) {
        String queue = request.queue();
        if (!queues().contains(queue) && !ofSubscriptions().contains(queue) && !isOfInbox(queue)) {
            throw new RefusedException(Reason.NOT_KNOWN, "no route of this application uses a queue " + queue);
        }
        return queue;
    }

    /** Whether the queue belongs to an inbox: a client's queue or the dead-letter queue. */
    private boolean isOfInbox(String queue) {
        return Topology.of(context).inboxes().of(new Queue(queue)).isPresent();
    }

    private List<String> ofInboxes() {
        return Topology.of(context).inboxes().served().stream()
                .map(line -> line.inbox().deadLetters().name())
                .toList();
    }

    /** The subjects of audit entries: queues, dead-letter queues of inboxes, routes without a queue, and the application. */
    private Stream<String> subjects() {
        return Stream.of(
                        queues().stream(),
                        ofSubscriptions().stream(),
                        ofInboxes().stream(),
                        Topology.of(context).receivers().stream().map(Topology.PushReceiver::route),
                        Stream.of(AuditTrail.APPLICATION))
                .flatMap(some -> some)
                .distinct();
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
}
