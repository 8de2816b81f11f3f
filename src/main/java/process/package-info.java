/** What do all parts of this process share? {@link process.Json} writes records as JSON. */
package process;
