package local.http;

/** Thrown if another process listens on the port of a local service. */
public final class PortTakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String service;
    private final int port;

    public PortTakenException(String service, int port, Throwable cause) {
        super("port " + port + " for " + service + " is taken", cause);
        this.service = service;
        this.port = port;
    }

    public String service() {
        return service;
    }

    public int port() {
        return port;
    }
}
