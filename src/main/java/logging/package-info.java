/** How does the log look? Begin with {@link logging.ConsoleLog}. */
package logging;
