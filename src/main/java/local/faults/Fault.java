package local.faults;

/** What a rule does to a call. */
@FunctionalInterface
interface Fault {
    /**
     * Strikes a call.
     *
     * @param exchange the call
     * @param otherwise what would happen to the call if this fault let it pass
     */
    void strike(Exchange exchange, Runnable otherwise);
}
