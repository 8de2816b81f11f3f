package failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a service may write into {@code Retry-After}. */
class RetryAfterTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "0                             | PT0S",
                " 7                            | PT7S",
                "43200                         | PT12H",
                "43201                         | PT12H",
                "1767323045                    | PT12H",
                "9223372036854775807           | PT12H",
                "99999999999999999999999999999 | PT12H",
                "Fri, 31 Dec 9999 23:59:59 GMT | PT12H",
                "Thu, 01 Jan 1970 00:00:00 GMT | PT0S",
                "Thu, 32 Jan 1970 00:00:00 GMT | none",
                "-5                            | none",
                "+5                            | none",
                "1.5                           | none",
                "1e9                           | none",
                "٧                             | none",
                "5s                            | none",
                "2026-01-02T03:04:05Z          | none",
                "''                            | none",
            })
    void a_wait_is_bounded_and_an_unreadable_value_is_ignored(String written, Duration wait) {
        HttpOperationFailedException answer = new HttpOperationFailedException(
                "http://till.example", 503, "", null, Map.of("retry-after", written), null);

        assertThat(Failure.of(answer, List.of()).retryAfter().orElse(null)).isEqualTo(wait);
    }
}
