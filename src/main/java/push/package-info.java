/** What happens to one message that SNS pushes over HTTP? Begin with {@code PushListener}. */
package push;
