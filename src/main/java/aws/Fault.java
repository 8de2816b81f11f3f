package aws;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Whose fault it is that AWS did not do what was asked: decided by the meaning of the error, for most have status 400.
 *
 * <p>Only {@link #REQUEST} says something of the message that was sent. Whatever else it is, the message is kept, and those of
 * its group that come after it wait.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html">Common errors of SNS</a>
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html">of SQS</a>
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html">of DynamoDB</a>
 */
public enum Fault {
    /** What was asked is wrong, and is refused each time: an attribute, a size, a receipt handle. */
    REQUEST,
    /** It passes by itself: throttling, an internal error, a lost connection, another change under way. */
    AGAIN,
    /** Somebody has to act: credentials, permissions, a key, a quota, something that does not exist. */
    OPERATOR;

    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 413;
    private static final int TOO_MANY = 429;
    private static final int SERVER = 500;

    private static final Set<String> OF_THE_REQUEST = Set.of(
            "batchentryidsnotdistinct",
            "batchrequesttoolong",
            "conditionalcheckfailed",
            "duplicateitem",
            "emptybatchrequest",
            "expirediterator",
            "idempotentparametermismatch",
            "itemcollectionsizelimitexceeded",
            "messagenotinflight",
            "missingparameter",
            "optedout",
            "parametervalueinvalid",
            "receipthandleisinvalid",
            "toomanyentriesinbatchrequest",
            "transactioncanceled",
            "trimmeddataaccess",
            "unsupportedoperation",
            "usererror",
            "validation",
            "validationerror");

    private static final Set<String> PASSES = Set.of(
            "backupinuse",
            "concurrentaccess",
            "exportconflict",
            "importconflict",
            "internalerror",
            "internalfailure",
            "internalservererror",
            "limitexceeded",
            "overlimit",
            "provisionedthroughputexceeded",
            "purgequeueinprogress",
            "queuedeletedrecently",
            "replicatedwriteconflict",
            "requestlimitexceeded",
            "requesttimeout",
            "resourceinuse",
            "serviceunavailable",
            "slowdown",
            "tableinuse",
            "toomanyrequests",
            "transactionconflict",
            "transactioninprogress");

    private static final Set<String> OF_THE_OPERATOR = Set.of(
            "continuousbackupsunavailable",
            "endpointdisabled",
            "filterpolicylimitexceeded",
            "globaltablealreadyexists",
            "incompletesignature",
            "invalidaccesskeyid",
            "invalidaction",
            "invalidaddress",
            "invalidclienttokenid",
            "invalidsecurity",
            "invalidsignature",
            "invalidstate",
            "missingauthenticationtoken",
            "notauthorized",
            "optinrequired",
            "platformapplicationdisabled",
            "pointintimerecoveryunavailable",
            "queuenameexists",
            "replaylimitexceeded",
            "replicaalreadyexists",
            "signaturedoesnotmatch",
            "staletag",
            "subscriptionlimitexceeded",
            "tablealreadyexists",
            "taglimitexceeded",
            "tagpolicy",
            "topiclimitexceeded",
            "unrecognizedclient",
            "verification");

    private static final Map<Fault, Set<String>> KNOWN =
            Map.of(REQUEST, OF_THE_REQUEST, AGAIN, PASSES, OPERATOR, OF_THE_OPERATOR);

    /** How the codes of all three services begin or go on that mean the same. */
    private static final String THROTTLING = "throttl";

    private static final String INVALID = "invalid";

    /** Whose fault a call's failure is. */
    public static Fault of(SdkException failure) {
        if (!(failure instanceof AwsServiceException answer)) {
            return isWithoutCredentials(failure) ? OPERATOR : AGAIN;
        }
        int status = answer.statusCode();
        if (answer.isThrottlingException() || status == TOO_MANY || status >= SERVER) {
            return AGAIN;
        }
        return known(code(answer), status == BAD_REQUEST || status == TOO_LARGE ? REQUEST : OPERATOR);
    }

    /** Whose fault the failure of an entry of a batch is, as {@code BatchResultErrorEntry} tells it. */
    public static Fault ofEntry(String code, boolean senderFault) {
        return known(code, senderFault ? REQUEST : AGAIN);
    }

    /** The code by which a service refuses a call, or an empty text. */
    public static String code(AwsServiceException answer) {
        return answer.awsErrorDetails() == null || answer.awsErrorDetails().errorCode() == null
                ? ""
                : answer.awsErrorDetails().errorCode();
    }

    private static Fault known(String code, Fault otherwise) {
        String name = name(code);
        if (name.contains(THROTTLING)) {
            return AGAIN;
        }
        return Stream.of(values())
                .filter(fault -> KNOWN.get(fault).contains(name))
                .findFirst()
                .orElseGet(() -> name.startsWith(INVALID) ? REQUEST : needsOperator(name) ? OPERATOR : otherwise);
    }

    /** Keys, permissions and what does not exist, by whatever name. */
    private static boolean needsOperator(String name) {
        return name.startsWith("kms")
                || name.contains("accessdenied")
                || name.contains("authorization")
                || name.contains("expired")
                || name.contains("notfound")
                || name.contains("doesnotexist")
                || name.contains("nonexistent");
    }

    /** Services write {@code AWS.SimpleQueueService.NonExistentQueue} and {@code com.amazonaws.sqs#OverLimit} as well. */
    private static String name(String code) {
        String last = code.substring(Math.max(code.lastIndexOf('#'), code.lastIndexOf('.')) + 1);
        String name = last.toLowerCase(Locale.ROOT);
        return name.endsWith("exception") ? name.substring(0, name.length() - "exception".length()) : name;
    }

    private static boolean isWithoutCredentials(SdkException failure) {
        return failure.getMessage() != null && failure.getMessage().startsWith("Unable to load credentials");
    }
}
