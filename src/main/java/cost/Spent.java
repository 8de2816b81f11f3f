package cost;

/**
 * What the messages of a route or a topic have cost since the start of this process.
 *
 * @param of {@code route} or {@code topic}
 * @param name its name
 * @param messages how many messages were handled and deleted, or published
 * @param callsPerMessage calls to SQS or SNS per message
 * @param ledgerWritesPerMessage writes to the ledger per message
 * @param pricePerMillionMessages in US dollars, at list prices
 */
public record Spent(
        String of,
        String name,
        long messages,
        double callsPerMessage,
        double ledgerWritesPerMessage,
        double pricePerMillionMessages) {}
