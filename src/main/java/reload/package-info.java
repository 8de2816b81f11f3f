/** How does a running process take over what a user has changed? Begin with {@link reload.Reload}. */
package reload;
