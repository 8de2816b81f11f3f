/**
 * What does an operator look at? Begin with {@link console.Access}, which says who may, and {@link console.Pages}, which
 * serves the pages.
 */
package console;
