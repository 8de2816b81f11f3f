package cost;

/**
 * List prices in US dollars.
 *
 * @param sqs a million calls for a standard queue
 * @param sqsFifo a million calls for a FIFO queue
 * @param sns a million calls that publish
 * @param write a million writes to DynamoDB
 */
record Prices(double sqs, double sqsFifo, double sns, double write) {}
