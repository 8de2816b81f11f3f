package routes;

import static org.apache.camel.builder.endpoint.StaticEndpointBuilders.bean;
import static org.apache.camel.builder.endpoint.StaticEndpointBuilders.platformHttp;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.endpoint.dsl.PlatformHttpEndpointBuilderFactory.PlatformHttpEndpointBuilder;

/**
 * Lets operators inspect dead letters over HTTP and send them back; openapi.json has the details. Reading needs the right
 * look, changing needs act, and discarding needs all.
 *
 * <pre>
 * GET    /caravan/dead-letters                             lists the queues
 * GET    /caravan/dead-letters/{queue}                     lists the letters of a queue, by their failures
 * GET    /caravan/dead-letters/{queue}/letters             lists them one by one; ?fingerprint=
 * GET    /caravan/dead-letters/{queue}/groups              lists the parked groups, with the letters that wait in each
 * GET    /caravan/dead-letters/{queue}/letters/{id}        shows one letter in full
 * POST   /caravan/dead-letters/{queue}/letters/{id}/edit   changes a letter and sends it back
 * POST   /caravan/dead-letters/{queue}/redrive             sends letters back
 * POST   /caravan/dead-letters/{queue}/discard             deletes letters
 * POST   /caravan/dead-letters/{queue}/release             releases a parked group
 * GET    /caravan/dead-letters/{queue}/audit               lists who did what
 * GET    /caravan/dead-letters/{queue}/tasks/{id}          shows the progress of an operation
 * DELETE /caravan/dead-letters/{queue}/tasks/{id}          cancels it
 *
 * request ──▶ who asks? ──▶ operation ─┬─▶ 200 its result, or 202 a task that will have it
 *                 └─▶ 401, 403         └─▶ 400, 404, 409 or 503
 * </pre>
 */
public class DeadLettersOverHttp extends RouteBuilder {
    @Override
    public void configure() {
        onException(Exception.class).handled(true).to(bean("deadLettersOverHttp").method("failed")).id("answer-failure");

        get("", "queues", "Lists the queues that have dead letters");
        get("/{queue}", "list", "Lists the dead letters of a queue by failure");
        get("/{queue}/letters", "letters", "Lists the dead letters of a queue one by one");
        get("/{queue}/groups", "groups", "Lists the parked groups of a queue");
        get("/{queue}/letters/{id}", "show", "Shows a dead letter");
        post("/{queue}/letters/{id}/edit", "edit", "Edits a dead letter and sends it back");
        post("/{queue}/redrive", "redrive", "Sends dead letters back");
        post("/{queue}/discard", "discard", "Deletes dead letters");
        post("/{queue}/release", "release", "Releases a parked group");
        get("/{queue}/audit", "audit", "Lists who has changed dead letters");
        get("/{queue}/tasks/{id}", "task", "Shows the progress of an operation on dead letters");
        route(at("/{queue}/tasks/{id}").httpMethodRestrict("DELETE"), "mayAct", "cancel", "Cancels an operation on dead letters");

        route(platformHttp("/caravan/tasks").httpMethodRestrict("GET"), "mayLook", "tasks", "Lists the latest operations on dead letters");
        route(platformHttp("/caravan/audit").httpMethodRestrict("GET"), "mayLook", "changes", "Lists who has changed dead letters of any queue");

        from(platformHttp("/caravan/openapi.json").httpMethodRestrict("GET"))
            .routeId("openapi")
            .routeDescription("Describes the HTTP interface of the dead letters")
            .precondition("{{dead-letters.over-http:false}}")
            .setHeader("Content-Type", constant("application/json"))
            .setBody(constant("resource:classpath:openapi.json")).id("document");
    }

    private void get(String path, String operation, String description) {
        route(at(path).httpMethodRestrict("GET"), "mayLook", operation, description);
    }

    private void post(String path, String operation, String description) {
        route(at(path).httpMethodRestrict("POST").consumes("application/json"), "mayAct", operation, description);
    }

    private PlatformHttpEndpointBuilder at(String path) {
        return platformHttp("/caravan/dead-letters" + path);
    }

    private void route(PlatformHttpEndpointBuilder from, String right, String operation, String description) {
        from(from)
            .routeId("dead-letters-" + operation)
            .routeDescription(description)
            .precondition("{{dead-letters.over-http:false}}")
            .process(right).id(operation + "-access")
            .to(bean("deadLettersOverHttp").method(operation)).id(operation + "-letters");
    }
}
