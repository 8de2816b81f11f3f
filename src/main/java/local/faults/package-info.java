/** How does an AWS fail on demand? Begin with {@link local.faults.Faults}. */
package local.faults;
