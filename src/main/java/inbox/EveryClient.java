package inbox;

/** Lets every client of an application in without a token. Bind it only for an AWS inside this JVM, on the loopback address. */
public final class EveryClient {}
