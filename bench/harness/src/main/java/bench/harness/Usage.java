package bench.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The resources that a process uses, as Linux reports them. */
final class Usage {
    /** Ticks a second in /proc, the same on every Linux that has a JDK. */
    private static final double TICKS = 100;

    private static final List<String> NO_COST = List.of("(C1 Compiler", "(C2 Compiler", "(harness)");

    private Usage() {}

    /**
     * The processor time of a process since its start, in seconds. Threads that are no cost of a message do not count:
     * the JVM's compilers, which are busy for minutes, and the connection to the harness.
     */
    static double cpu(long pid) {
        long ticks = ticks(read(pid, "stat"));
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc", String.valueOf(pid), "task"))) {
            for (Path thread : threads) {
                String stat = stat(thread);
                if (NO_COST.stream().anyMatch(stat::contains)) {
                    ticks -= ticks(stat);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ticks / TICKS;
    }

    /** The statistics of a thread; empty if the thread has ended meanwhile. */
    private static String stat(Path thread) {
        try {
            return Files.readString(thread.resolve("stat"));
        } catch (IOException e) {
            return "";
        }
    }

    private static long ticks(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    /** Resident memory in MB. */
    static double memory(long pid) {
        return read(pid, "status")
                        .lines()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum()
                / 1024.0;
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(pid), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
