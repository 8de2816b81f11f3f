package bench.harness;

/** A contender, its door, and its two queues. */
record Contestant(Door door, ContenderProcess process, String standard, String fifo) implements AutoCloseable {
    @Override
    public void close() {
        process.close();
        door.close();
    }
}
