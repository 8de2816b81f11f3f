package aws;

import java.util.function.Consumer;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.SnsServiceClientConfiguration;

/**
 * Sends a call about a topic or subscription to the region of its ARN. SNS answers for its own region only, and delivers
 * across regions.
 */
public final class RegionOfArn {
    private RegionOfArn() {}

    /** The override of a request: nothing for the client's own region. */
    public static Consumer<AwsRequestOverrideConfiguration.Builder> of(SnsClient sns, String arn) {
        String[] parts = arn.split(":", 6);
        String own = sns.serviceClientConfiguration().region().id();
        if (parts.length < 6 || parts[3].equals(own)) {
            return override -> {};
        }
        return override -> override.addPlugin(
                client -> ((SnsServiceClientConfiguration.Builder) client).region(Region.of(parts[3])));
    }

    /** Whether an ARN is of another region than that of the client. */
    public static boolean isElsewhere(SnsClient sns, String arn) {
        String[] parts = arn.split(":", 6);
        return parts.length == 6
                && !parts[3].equals(sns.serviceClientConfiguration().region().id());
    }
}
