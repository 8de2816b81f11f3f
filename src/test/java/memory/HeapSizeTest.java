package memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeapSizeTest {
    @Test
    void three_fifths_of_the_heap_are_free() throws Exception {
        assertThat(freeInJava()).isEqualTo("60 to 60");
    }

    @Test
    void what_the_command_line_says_holds() throws Exception {
        assertThat(freeInJava("-XX:MaxHeapFreeRatio=80")).isEqualTo("40 to 80");
        assertThat(freeInJava("-XX:MinHeapFreeRatio=50")).isEqualTo("50 to 70");
    }

    /** What is free in a JVM of its own, which nobody has set anything in. */
    private static String freeInJava(String... options) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Kept.class.getName()));
        Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        java.waitFor();
        return said;
    }

    static final class Kept {
        private Kept() {}

        public static void main(String... none) {
            HeapSize.keepClose();
            HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            System.out.print(jvm.getVMOption("MinHeapFreeRatio").getValue() + " to "
                    + jvm.getVMOption("MaxHeapFreeRatio").getValue());
        }
    }
}
