package bench.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** What docs/performance.md shows. */
record Page(Figures figures, boolean quick, Duration took) {
    void write(Path target) throws IOException {}
}
