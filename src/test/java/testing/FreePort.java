package testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A free port, for a server that does not report which port it has got. */
public final class FreePort {
    private FreePort() {}

    /** A port of the loopback address that was free a moment ago. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
