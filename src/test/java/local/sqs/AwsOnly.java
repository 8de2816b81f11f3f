package local.sqs;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Marks a promise of AWS that the embedded SQS does not keep. It is tested only against the endpoint in {@code contract.sqs}. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfSystemProperty(named = SqsUnderContract.ENDPOINT, matches = ".+")
@interface AwsOnly {
    /** What the embedded SQS does instead. */
    String value();
}
