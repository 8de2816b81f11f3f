/**
 * Which patterns are there? One class is one pattern; begin with {@link routes.Publish}, and with {@link routes.Application}
 * for how they are run.
 */
package routes;
