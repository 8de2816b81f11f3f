package bench.harness;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * Posts events over several connections. Each connection sends one event after the other. It shares the machine with
 * the contender, so it does as little as possible: requests are plain bytes, and only the status and the length of an
 * answer are read.
 */
final class HttpLoad {
    private static final int PATIENCE = (int) TimeUnit.SECONDS.toMillis(30);

    private final int port;
    private final int connections;

    HttpLoad(int port, int connections) {
        this.port = port;
        this.connections = connections;
    }

    /**
     * Posts to {@code /events}.
     *
     * @param body gives the body of an event by its number, from 0
     * @return how many events got another answer than 202
     */
    int post(int events, IntFunction<String> body) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(connections);
        try {
            List<Future<Integer>> refused = new ArrayList<>();
            for (int caller = 0; caller < connections; caller++) {
                int first = caller;
                refused.add(callers.submit(() -> call(first, events, body)));
            }
            int sum = 0;
            for (Future<Integer> one : refused) {
                sum += one.get();
            }
            return sum;
        } finally {
            callers.shutdownNow();
        }
    }

    private int call(int first, int events, IntFunction<String> body) throws IOException {
        int refused = 0;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            for (int number = first; number < events; number += connections) {
                byte[] data = body.apply(number).getBytes(StandardCharsets.US_ASCII);
                String head = "POST /events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n"
                        .formatted(data.length);
                byte[] request = new byte[head.length() + data.length];
                System.arraycopy(head.getBytes(StandardCharsets.US_ASCII), 0, request, 0, head.length());
                System.arraycopy(data, 0, request, head.length(), data.length);
                out.write(request);
                refused += status(in) == 202 ? 0 : 1;
            }
        } catch (SocketTimeoutException e) {
            throw new IOException("no answer after " + PATIENCE + " ms", e);
        }
        return refused;
    }

    private static int status(InputStream in) throws IOException {
        int status = Integer.parseInt(line(in).split(" ")[1]);
        int length = 0;
        boolean chunked = false;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            String lower = header.toLowerCase(java.util.Locale.ROOT);
            length = lower.startsWith("content-length:") ? Integer.parseInt(header.substring(15).strip()) : length;
            chunked |= lower.startsWith("transfer-encoding:");
        }
        if (!chunked) {
            in.skipNBytes(length);
            return status;
        }
        for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
            in.skipNBytes(size + 2);
        }
        line(in);
        return status;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the server has closed the connection");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
