package cost;

/**
 * List prices in US dollars.
 *
 * @param sqs for a million calls to a standard queue
 * @param sqsFifo for a million calls to a FIFO queue
 * @param sns for a million calls that publish
 * @param write for a million writes to DynamoDB
 */
record Prices(double sqs, double sqsFifo, double sns, double write) {}
