package testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * How tests wait for a condition. They check often, because most conditions are true within milliseconds. The limit
 * leaves time for a busy machine, but is below the 30 s after which a lost message comes again.
 */
public final class Waits implements LauncherSessionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
        Awaitility.setDefaultTimeout(Duration.ofSeconds(20));
    }
}
