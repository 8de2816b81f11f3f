package bench.harness;

/**
 * One measured number.
 *
 * @param work such as {@code drain}
 * @param setting such as {@code 10 ms}
 * @param name such as {@code throughput}
 */
record Figure(String work, String setting, Kind who, String name, double value) {}
