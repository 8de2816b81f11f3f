package topology.provisioning;

/** Something is missing or different, and is not to be made. The message is the plan. */
final class DifferentTopologyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DifferentTopologyException(Plan plan) {
        super("the topology is not as written (caravan.topology = verify):" + System.lineSeparator() + plan);
    }
}
