package configuration;

import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;

/**
 * Lets a route have the id of a step of its template, such as {@code camel.route-template[publish].template-id =
 * publish}.
 *
 * <p>Camel puts a prefix before the ids of a template's steps, but compares the route's id with the ids without it, and
 * refuses the start.
 */
final class StepIds {
    private StepIds() {}

    /** Renames a step {@code publish} to {@code -publish}, which becomes {@code route-1-publish}. */
    static void partFromRouteId(RouteDefinition route) {
        for (ProcessorDefinition<?> step :
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class)) {
            if (step.hasCustomIdAssigned()) {
                step.setId("-" + step.getId());
            }
        }
    }
}
