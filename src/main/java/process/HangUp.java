package process;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles SIGHUP, which either asks for a reload or reports that the terminal was closed. The process ends if its
 * terminal is gone, as it does without a handler. Otherwise it reloads and goes on.
 */
public final class HangUp {
    private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);
    private static final Path TERMINAL = Path.of("/dev/tty");

    private HangUp() {}

    /**
     * Reloads at each SIGHUP from now on. The log says if that is not possible: the system or the JVM has no such
     * signal, or the process was started to ignore the signal, as by nohup.
     *
     * @param reload starts a reload and returns at once
     */
    public static void handle(Runnable reload) {
        boolean hadTerminal = hasTerminal();
        Runnable handler = () -> {
            if (hadTerminal && !hasTerminal()) {
                System.exit(ExitCode.HUNG_UP.number());
            } else {
                reload.run();
            }
        };
        try {
            // By reflection, because the compiler's warning about this class cannot be suppressed.
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            Object proxy =
                    Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                        if (method.getDeclaringClass() == Object.class) {
                            return method.invoke(handler, arguments);
                        }
                        handler.run();
                        return null;
                    });
            Object before = signal.getMethod("handle", signal, type)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), proxy);
            if (before == type.getField("SIG_IGN").get(null)) {
                LOG.info("SIGHUP does not reload here: the process ignores it, as under nohup; caravan reload does");
            }
        } catch (InvocationTargetException e) {
            // Windows has no such signal; -Xrs leaves it to the system.
            LOG.info("SIGHUP does not reload here: {}", SafeText.of(e.getCause()));
        } catch (ReflectiveOperationException e) {
            LOG.debug("This JVM lets nobody handle SIGHUP", e);
        }
    }

    private static boolean hasTerminal() {
        try (InputStream terminal = Files.newInputStream(TERMINAL)) {
            return terminal != null;
        } catch (IOException e) {
            return false;
        }
    }
}
