package memory;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import java.util.List;

/** How much heap the process keeps. */
public final class HeapSize {
    private static final String MOST_FREE = "MaxHeapFreeRatio";
    private static final String LEAST_FREE = "MinHeapFreeRatio";

    /**
     * The share of the heap, in percent, that is free when the JVM has looked through all of it. Its own rule is 40 to 70. A
     * start that leaves 13 MB alive would keep 44 for the life of the process. And what load adds to them would make no heap
     * larger, but fill 45 % of it, which is when G1 looks through it again, and then again and again, beside the work.
     */
    private static final String FREE = "60";

    private HeapSize() {}

    /**
     * Keeps two and a half times what is alive, and gives the rest back to the machine; under load the JVM takes again what
     * it needs. {@code -XX:MaxHeapFreeRatio} or {@code -XX:MinHeapFreeRatio} on the command line leave both as they say.
     *
     * @see <a
     *     href="https://docs.oracle.com/en/java/javase/17/docs/api/jdk.management/com/sun/management/HotSpotDiagnosticMXBean.html">
     *     options that a running JVM takes</a>
     */
    public static void keepClose() {
        // Another JVM than HotSpot has no such bean, and sizes its heap by rules of its own.
        List<HotSpotDiagnosticMXBean> jvm = ManagementFactory.getPlatformMXBeans(HotSpotDiagnosticMXBean.class);
        if (!jvm.isEmpty() && isDefault(jvm.get(0), MOST_FREE) && isDefault(jvm.get(0), LEAST_FREE)) {
            // In this order, for the least is never above the most.
            jvm.get(0).setVMOption(LEAST_FREE, FREE);
            jvm.get(0).setVMOption(MOST_FREE, FREE);
        }
    }

    private static boolean isDefault(HotSpotDiagnosticMXBean jvm, String option) {
        return jvm.getVMOption(option).getOrigin() == VMOption.Origin.DEFAULT;
    }
}
