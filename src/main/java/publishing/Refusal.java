package publishing;

import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What a refusal by SNS is about: one message, or the call whatever it carries.
 *
 * <p>SNS refuses a whole {@code PublishBatch} for one message that breaks a rule, and does not say which one.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html#API_PublishBatch_Errors">PublishBatch</a>
 * @see <a href="https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html">Common errors</a>
 */
final class Refusal {
    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 413;

    /** Answered with status 400, although every other call is refused as well. */
    private static final Set<String> OF_THE_CALLER = Set.of(
            "AccessDenied",
            "AccessDeniedException",
            "AuthorizationError",
            "ExpiredToken",
            "ExpiredTokenException",
            "IncompleteSignature",
            "InvalidAction",
            "InvalidClientTokenId",
            "InvalidSecurity",
            "InvalidSignatureException",
            "MissingAuthenticationToken",
            "NotAuthorized",
            "NotFound",
            "OptInRequired",
            "RequestExpired",
            "SignatureDoesNotMatch",
            "UnrecognizedClientException");

    private static final Set<String> OF_A_MESSAGE =
            Set.of("InvalidParameter", "InvalidParameterValue", "ParameterValueInvalid", "ValidationError");

    private Refusal() {}

    /** Whether a smaller batch may pass: one message may be at fault, and neither the caller, the key nor the load. */
    static boolean isWorthSplitting(SdkException e) {
        if (!(e instanceof AwsServiceException answer) || answer.isThrottlingException()) {
            return false;
        }
        boolean refused = answer.statusCode() == BAD_REQUEST || answer.statusCode() == TOO_LARGE;
        String code = code(answer);
        return refused && !code.startsWith("KMS") && !code.startsWith("Throttl") && !OF_THE_CALLER.contains(code);
    }

    /** Whether the message itself is wrong, and not the topic, its key or the permission to publish. */
    static boolean isOfTheMessage(String code) {
        return OF_A_MESSAGE.contains(code);
    }

    private static String code(AwsServiceException answer) {
        AwsErrorDetails details = answer.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }
}
