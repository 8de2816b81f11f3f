package aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;

/** The address of a call, and the region for which it is signed. No call leaves this test. */
class RegionOfArnTest {
    private final List<String> sent = new ArrayList<>();
    private final SnsClient sns = SnsClient.builder()
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
            .overrideConfiguration(o -> o.addExecutionInterceptor(new ExecutionInterceptor() {
                @Override
                public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
                    String signature = context.httpRequest()
                            .firstMatchingHeader("Authorization")
                            .orElseThrow();
                    sent.add(context.httpRequest().host() + " " + signature.split("/", -1)[2]);
                    throw new IllegalStateException("not sent");
                }
            }))
            .build();

    @Test
    void calls_for_a_topic_of_another_region_go_to_that_region() {
        ask("arn:aws:sns:us-west-2:123456789012:catalog");

        assertThat(sent).containsExactly("sns.us-west-2.amazonaws.com us-west-2");
    }

    @Test
    void calls_for_a_topic_of_the_own_region_stay_there_after_a_call_to_another_region() {
        ask("arn:aws:sns:us-west-2:123456789012:catalog");
        ask("arn:aws:sns:eu-central-1:123456789012:orders");
        ask("orders");

        assertThat(sent)
                .containsExactly(
                        "sns.us-west-2.amazonaws.com us-west-2",
                        "sns.eu-central-1.amazonaws.com eu-central-1",
                        "sns.eu-central-1.amazonaws.com eu-central-1");
    }

    private void ask(String arn) {
        assertThatThrownBy(() -> sns.listSubscriptionsByTopic(
                        request -> request.topicArn(arn).overrideConfiguration(RegionOfArn.of(sns, arn))))
                .hasMessageContaining("not sent");
    }
}
