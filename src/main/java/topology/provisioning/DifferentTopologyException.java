package topology.provisioning;

/** Thrown if the topology must only be verified and something is missing or different. The message is the plan. */
final class DifferentTopologyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DifferentTopologyException(Plan plan) {
        super("the topology is not as written (caravan.topology = verify):" + System.lineSeparator() + plan);
    }
}
