package bench.harness;

/** The result of draining a queue. */
record Drained(
        long handled,
        long wrong,
        double throughput,
        double calls,
        double ledgerCalls,
        double ledgerWrites,
        double ledgerReads,
        double bytes,
        double cpu,
        int connections) {
    /**
     * @param atTheLimit the report when the time was over or all messages were handled
     * @param atTheEnd the report when all received messages were handled; the counts are from the same moment
     */
    static Drained of(String queue, Report atTheLimit, Report atTheEnd, double seconds, double cpu, Counts counts) {
        long handled = atTheLimit.get("handled");
        double each = Math.max(1, atTheEnd.get("handled"));
        return new Drained(
                handled,
                atTheEnd.get("outOfOrder") + atTheEnd.get("sideBySide") + atTheEnd.get("repeated"),
                handled / seconds,
                counts.calls("SQS.") / each,
                counts.calls("DynamoDB.") / each,
                written(counts) / each,
                (counts.entries("DynamoDB.") - written(counts)) / each,
                counts.bytes() / each,
                cpu / Math.max(1, handled),
                counts.mostOpen(queue));
    }

    private static double written(Counts counts) {
        return counts.entries("DynamoDB.UpdateItem") + counts.entries("DynamoDB.BatchExecuteStatement");
    }

    void note(Figures figures, String work, String setting, Kind kind) {
        figures.add(work, setting, kind, "handled", handled);
        figures.add(work, setting, kind, "throughput", throughput);
        figures.add(work, setting, kind, "calls", calls);
        if (kind == Kind.LEDGER) {
            figures.add(work, setting, kind, "ledger calls", ledgerCalls);
            figures.add(work, setting, kind, "ledger writes", ledgerWrites);
            figures.add(work, setting, kind, "ledger reads", ledgerReads);
        }
        figures.add(work, setting, kind, "bytes", bytes);
        figures.add(work, setting, kind, "cpu", cpu * 1e6);
        figures.add(work, setting, kind, "connections", connections);
        figures.add(work, setting, kind, "wrong", wrong);
    }
}
