/**
 * The catalogue of patterns: one class is one pattern. Begin with {@link routes.Publish}; {@link routes.Application}
 * runs them.
 */
package routes;
