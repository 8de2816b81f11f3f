/**
 * How does the process start, log and end? Begin with {@link process.ExitCode}; {@link process.ConsoleLog} is how its log
 * looks, and {@link process.Json} how all parts read and write JSON.
 */
package process;
