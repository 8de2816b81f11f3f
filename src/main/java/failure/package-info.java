/**
 * What does a failure mean: is another attempt useful, when, and which failures are the same? Begin with {@link
 * failure.Failure}.
 */
package failure;
