package reload;

import configuration.ConfigurationException;
import deadletters.RefusedException;
import deadletters.RefusedException.Reason;
import http.Operator;
import http.Problem;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import process.Json;
import process.SafeText;
import software.amazon.awssdk.core.exception.SdkException;

/** Reloads over HTTP, as {@code openapi.json} describes it. Each method answers one kind of request. */
public final class ReloadApi extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadApi.class);

    /** Shorter than the time after which a silent connection is closed. */
    private static final int LONGEST_WAIT_SECONDS = 45;

    private static final int ACCEPTED = 202;

    private final CamelContext context;
    private final Reload reload;
    private ExecutorService thread;
    private volatile Future<ReloadReport> last;

    ReloadApi(CamelContext context, Reload reload) {
        this.context = context;
        this.reload = reload;
    }

    @Override
    protected void doStart() {
        thread = context.getExecutorServiceManager().newSingleThreadExecutor(this, "Reload");
    }

    @Override
    protected void doStop() {
        context.getExecutorServiceManager().shutdownNow(thread);
    }

    /** {@code POST /caravan/reload}: takes over what has changed, or says what would change. */
    public void reload(Exchange exchange) throws Exception {
        boolean dryRun = isDryRun(exchange);
        String by = Operator.signature(exchange);
        answer(exchange, begin(dryRun, by));
    }

    /** {@code GET /caravan/reload}: the outcome of the last reload. */
    public void outcome(Exchange exchange) throws Exception {
        Future<ReloadReport> begun = last;
        if (begun == null) {
            throw new RefusedException(Reason.NOT_KNOWN, "nothing has been reloaded since the start");
        }
        answer(exchange, begun);
    }

    private synchronized Future<ReloadReport> begin(boolean dryRun, String by) {
        if (last != null && !last.isDone()) {
            throw new RefusedException(Reason.BUSY, "another reload is in progress: try again when it is done");
        }
        last = thread.submit(() -> reload.now(dryRun, by));
        return last;
    }

    private static void answer(Exchange exchange, Future<ReloadReport> begun) throws Exception {
        Message message = exchange.getMessage();
        String answer;
        boolean isReady = true;
        try {
            answer =
                    Json.write(begun.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS).json());
        } catch (TimeoutException e) {
            isReady = false;
            answer = Json.write(Json.object().put("running", true));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
        message.removeHeaders("*"); // Camel would send the headers of the request back.
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        if (!isReady) {
            message.setHeader(Exchange.HTTP_RESPONSE_CODE, ACCEPTED);
            message.setHeader("Location", "/caravan/reload");
        }
        message.setBody(answer);
    }

    private static boolean isDryRun(Exchange exchange) {
        String written = exchange.getIn(HttpMessage.class).getRequest().params().get("dryRun");
        return switch (Optional.ofNullable(written).orElse("false")) {
            case "true", "" -> true;
            case "false" -> false;
            default -> throw new RefusedException(Reason.WRONG, "dryRun = " + written + ": must be true or false");
        };
    }

    /** Answers a request that failed. */
    public void failed(Exchange exchange) {
        problem(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class))
                .answer(exchange.getMessage());
    }

    private static Problem problem(Throwable failure) {
        if (failure instanceof RefusedException refused) {
            return switch (refused.reason()) {
                case NOT_KNOWN -> Problem.of(404, refused.getMessage());
                case WRONG -> Problem.of(400, refused.getMessage());
                case CONFLICT, BUSY -> Problem.of(409, refused.getMessage());
            };
        }
        if (failure instanceof ConfigurationException mistakes) {
            mistakes.mistakes().forEach(mistake -> LOG.warn("Nothing is changed: {}", SafeText.line(mistake)));
            return Problem.of(422, mistakes.getMessage());
        }
        if (failure instanceof SdkException) {
            LOG.warn("Nothing is changed, because AWS does not answer or refuses: {}", SafeText.of(failure));
            return Problem.unavailable(
                    "Nothing is changed: AWS does not say what would change there; the log says why");
        }
        LOG.error("A reload failed", failure);
        return Problem.of(500, "The reload failed; the log says why");
    }
}
