package bench.contender;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * One process of the benchmark: its handler, and its connection to the harness. The connection opens when this class is
 * first used.
 *
 * <p>The harness sends {@code cell <id> <messages>}, {@code report}, {@code publish …} or {@code rate …} (see
 * {@link Publishing}). The answer to each command is one line.
 */
public final class Contender {
    private static volatile Cell cell = Cell.NONE;
    private static volatile Publisher publisher;

    static {
        Thread line = new Thread(Contender::obey, "harness");
        line.setDaemon(true);
        line.start();
    }

    private Contender() {}

    /** Opens the connection to the harness, if it is not open yet. */
    public static void begin() {
        // The call initializes this class, which opens the connection.
    }

    /** Sets how this contender publishes. */
    public static void publisher(Publisher given) {
        publisher = given;
    }

    /** The handler of every contender. */
    public static void handle(String body) throws InterruptedException {
        Message message = Message.of(body);
        Cell current = cell;
        if (message.cell() == current.id()) {
            current.handle(message);
        }
    }

    private static void obey() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.getInteger("bench.harness"));
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                PrintWriter out = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8)) {
            socket.setTcpNoDelay(true);
            // The first line sends the process id. A cell may exist from the start, before the first message can be
            // handled.
            cell = new Cell(Integer.getInteger("bench.cell", -1), Integer.getInteger("bench.messages", 0));
            out.println(ProcessHandle.current().pid());
            for (String command = in.readLine(); command != null; command = in.readLine()) {
                out.println(answer(command.split(" ")));
            }
        } catch (IOException e) {
            System.err.println("The harness is gone: " + e);
        }
        Runtime.getRuntime().halt(0);
    }

    private static String answer(String... command) {
        try {
            switch (command[0]) {
                case "cell" -> cell = new Cell(Integer.parseInt(command[1]), Integer.parseInt(command[2]));
                case "report" -> {
                    return cell.toString();
                }
                case "publish", "rate" -> {
                    while (publisher == null) {
                        // The contender is still starting, and the harness waits.
                        Thread.sleep(20);
                    }
                    return new Publishing(publisher, command).run();
                }
                default -> throw new IllegalArgumentException(command[0]);
            }
            return "ok";
        } catch (Exception e) {
            e.printStackTrace();
            return "failure=" + e.toString().replaceAll("\\s+", "_");
        }
    }
}
