package aws;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Who can fix a failed AWS call: the sender, time, or an operator. The error code decides, because most errors have
 * status 400.
 *
 * <p>Only {@link #REQUEST} is about the message that was sent. After any other fault the message is kept, and later
 * messages of its group wait.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html">Common errors of SNS</a>
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html">of SQS</a>
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html">of
 *     DynamoDB</a>
 */
public enum Fault {
    /** The request is wrong and will be refused each time: an attribute, a size, a receipt handle. */
    REQUEST,
    /** Temporary: throttling, an internal error, a lost connection, a concurrent change. */
    AGAIN,
    /** An operator must act: credentials, permissions, a key, a quota, a missing resource. */
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

    /** The part that throttling codes of all three services share. */
    private static final String THROTTLING = "throttl";

    private static final String INVALID = "invalid";

    /** Classifies a failed call. */
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

    /** Classifies a failed entry of a batch, as {@code BatchResultErrorEntry} reports it. */
    public static Fault ofEntry(String code, boolean senderFault) {
        return known(code, senderFault ? REQUEST : AGAIN);
    }

    /** The error code of a service, or an empty text. */
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

    /** Errors about keys, permissions and missing resources, under any name. */
    private static boolean needsOperator(String name) {
        return name.startsWith("kms")
                || name.contains("accessdenied")
                || name.contains("authorization")
                || name.contains("expired")
                || name.contains("notfound")
                || name.contains("doesnotexist")
                || name.contains("nonexistent");
    }

    /**
     * Strips prefixes, as in {@code AWS.SimpleQueueService.NonExistentQueue} and {@code com.amazonaws.sqs#OverLimit}.
     */
    private static String name(String code) {
        String last = code.substring(Math.max(code.lastIndexOf('#'), code.lastIndexOf('.')) + 1);
        String name = last.toLowerCase(Locale.ROOT);
        return name.endsWith("exception") ? name.substring(0, name.length() - "exception".length()) : name;
    }

    private static boolean isWithoutCredentials(SdkException failure) {
        return failure.getMessage() != null && failure.getMessage().startsWith("Unable to load credentials");
    }
}
