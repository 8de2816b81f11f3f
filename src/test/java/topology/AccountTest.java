package topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountTest {
    @ParameterizedTest
    @CsvSource({
        "eu-central-1, aws",
        "us-east-1, aws",
        "il-central-1, aws",
        "mx-central-1, aws",
        "cn-north-1, aws-cn",
        "cn-northwest-1, aws-cn",
        "us-gov-west-1, aws-us-gov",
        "us-iso-east-1, aws-iso",
        "us-iso-west-1, aws-iso",
        "us-isob-east-1, aws-iso-b",
        "eu-isoe-west-1, aws-iso-e",
        "us-isof-south-1, aws-iso-f",
        "eusc-de-east-1, aws-eusc"
    })
    void a_region_determines_the_partition(String region, String partition) {
        Account account = new Account(region, "123456789012");

        assertThat(account.arn(new Queue("billing")))
                .isEqualTo("arn:%s:sqs:%s:123456789012:billing".formatted(partition, region));
        assertThat(Account.of(account.arn(new Queue("billing")))).isEqualTo(account);
    }
}
