/** What does an operator look at? Begin with {@link console.LiveApi}, which serves the figures. */
package console;
