package bench.broker;

import local.LocalCloud;

/**
 * The broker: SQS, SNS and DynamoDB in a process of their own. It prints their endpoints, and ends when its standard
 * input ends.
 */
public final class Broker {
    private Broker() {}

    public static void main(String... arguments) throws Exception {
        try (LocalCloud cloud = LocalCloud.start(LocalCloud.Ports.FREE)) {
            System.out.println(
                    "READY " + cloud.sqsEndpoint() + " " + cloud.snsEndpoint() + " " + cloud.dynamoDbEndpoint());
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        }
        System.exit(0);
    }
}
