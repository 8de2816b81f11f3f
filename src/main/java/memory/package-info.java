/** How much memory does the process keep? Begin with {@link memory.HeapSize}. */
package memory;
