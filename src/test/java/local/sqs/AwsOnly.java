package local.sqs;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A promise of AWS that the embedded SQS does not keep: it is tested only where {@code contract.sqs} points. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfSystemProperty(named = SqsUnderContract.ENDPOINT, matches = ".+")
@interface AwsOnly {
    /** What the embedded SQS does instead. */
    String value();
}
