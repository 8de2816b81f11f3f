/** What do all parts of this process share? {@link process.Json} reads and writes JSON. */
package process;
