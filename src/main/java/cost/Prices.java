package cost;

/**
 * List prices in US dollars.
 *
 * @param sqs a million calls to a standard queue
 * @param sqsFifo a million calls to a FIFO queue
 * @param sns a million calls that publish
 * @param write a million writes to DynamoDB
 */
record Prices(double sqs, double sqsFifo, double sns, double write) {}
