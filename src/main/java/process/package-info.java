/**
 * How the process starts, logs and ends. Begin with {@link process.ExitCode}; {@link process.ConsoleLog} sets up the
 * log, and {@link process.Json} reads and writes all JSON.
 */
package process;
