package memory;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import java.util.List;

/** How much heap the process keeps. */
public final class HeapSize {
    /** The share of the heap, in percent, that may be free when the JVM has looked through all of it. */
    private static final String FREE = "MaxHeapFreeRatio";

    /**
     * The JVM's own is 70: a start that leaves 13 MB alive would keep 44 for the life of the process. Half would be less, but
     * G1 marks again and again, beside the work, what fills 45 % of the heap.
     */
    private static final int PERCENT = 60;

    private HeapSize() {}

    /**
     * Keeps two and a half times what is alive at most, and gives the rest back to the machine; under load the JVM takes again what it needs.
     * {@code -XX:MaxHeapFreeRatio} or {@code -XX:MinHeapFreeRatio} on the command line leave it as they say.
     *
     * @see <a
     *     href="https://docs.oracle.com/en/java/javase/17/docs/api/jdk.management/com/sun/management/HotSpotDiagnosticMXBean.html">
     *     options that a running JVM takes</a>
     */
    public static void keepClose() {
        // Another JVM than HotSpot has no such bean, and sizes its heap by rules of its own.
        List<HotSpotDiagnosticMXBean> jvm = ManagementFactory.getPlatformMXBeans(HotSpotDiagnosticMXBean.class);
        if (!jvm.isEmpty() && isDefault(jvm.get(0), FREE) && isDefault(jvm.get(0), "MinHeapFreeRatio")) {
            jvm.get(0).setVMOption(FREE, String.valueOf(PERCENT));
        }
    }

    private static boolean isDefault(HotSpotDiagnosticMXBean jvm, String option) {
        return jvm.getVMOption(option).getOrigin() == VMOption.Origin.DEFAULT;
    }
}
