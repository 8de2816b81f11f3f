/** How an event that SNS pushes over HTTP is handled. Begin with {@code PushListener}. */
package push;
