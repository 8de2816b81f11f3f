/**
 * How does the process start, log and end? Begin with {@link process.ExitCode}; {@link process.ConsoleLog} sets
 * up its log, and {@link process.Json} reads and writes all JSON.
 */
package process;
