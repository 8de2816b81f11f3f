package inbox;

/**
 * A marker in the registry that lets every client connect without a token. Bind it only for an AWS inside this JVM, on the
 * loopback address.
 */
public final class EveryClient {}
