/** What does an AWS inside this JVM need? Begin with {@link local.LocalCloud}. */
package local;
