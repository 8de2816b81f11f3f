package topology.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** {@code import} on each of the thirteen shapes, and on a queue without a topic, which is the fourteenth. */
class ImportTest {
    private static final Pattern TOPIC_OF_OTHERS = Pattern.compile("= (arn:aws:sns:([a-z0-9-]+):\\d+:(\\S+))");

    private ImportRun account = new ImportRun();

    @AfterEach
    void stop() {
        account.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14})
    void writes_lines_whose_plan_is_empty(int shape) {
        List<String> arguments = make(shape);
        account.reset();

        assertThat(account.run("", arguments)).as(account.err()).isZero();
        assertThat(account.writes()).isEmpty();
        String lines = account.out();

        assertThat(account.run(lines, List.of("plan")))
                .as(lines + account.out() + account.err())
                .isZero();
        assertThat(account.out())
                .contains("0 to create, 0 to change")
                .doesNotContain("not reported", "set by others", "extra");
    }

    /** The lines contain everything of the shape. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14})
    void writes_lines_that_make_the_same_resources_in_another_account(int shape) {
        List<String> arguments = make(shape);
        account.run("", arguments);
        String lines = account.out();
        stop();
        account = new ImportRun();
        makeTopicsOfOthers(lines);

        assertThat(account.run(lines, List.of("apply", "--yes")))
                .as(lines + account.out() + account.err())
                .isZero();
        assertThat(account.run(lines, List.of("plan")))
                .as(lines + account.out() + account.err())
                .isZero();
        assertThat(account.run("", arguments)).isZero();

        assertThat(ImportRun.sorted(account.out())).isEqualTo(ImportRun.sorted(lines));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14})
    void writes_lines_whose_start_changes_nothing(int shape) throws Exception {
        List<String> arguments = make(shape);
        account.run("", arguments);
        String lines = account.out();
        account.reset();

        assertThat(account.run(lines, List.of("apply", "--yes")))
                .as(lines + account.out() + account.err())
                .isZero();

        assertThat(account.writes()).isEmpty();
    }

    @Test
    void reports_resources_that_do_not_exist() {
        assertThat(account.run("", List.of("import", "--topic", "nowhere", "--queue", "nothing")))
                .isEqualTo(6);
        assertThat(account.err()).isEqualTo("there is no topic nowhere\nthere is no queue nothing\n");
        assertThat(account.run("", List.of("import"))).isEqualTo(64);
        assertThat(account.err()).startsWith("what to import is missing: --topic or --queue");
    }

    @Test
    void does_not_write_a_password_that_sns_conceals() {
        account.run("", make(12));

        assertThat(account.out())
                .contains("# SNS does not return passwords", "https://shop:****@orders.example/hook")
                .doesNotContain("s3cret");
    }

    private List<String> make(int shape) {
        try (SqsClient sqs = account.sqs();
                SnsClient sns = account.sns("us-east-1");
                SnsClient west = account.sns("us-west-2")) {
            if (shape == 6) {
                west.createTopic(request -> request.name("catalog"));
            }
            List<String> arguments = new ArrayList<>(List.of("import"));
            arguments.addAll(
                    new ThirteenShapes(sqs, shape == 6 ? west : sns).make(shape).arguments());
            return arguments;
        }
    }

    private void makeTopicsOfOthers(String lines) {
        TOPIC_OF_OTHERS.matcher(lines).results().forEach(topic -> {
            try (SnsClient sns = account.sns(topic.group(2))) {
                sns.createTopic(request -> request.name(topic.group(3)));
            }
        });
    }
}
