/**
 * What a failure means: whether a retry helps, when, and which failures are the same. Begin with {@link
 * failure.Failure}.
 */
package failure;
