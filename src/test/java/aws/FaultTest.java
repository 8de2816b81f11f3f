package aws;

import static aws.Fault.AGAIN;
import static aws.Fault.OPERATOR;
import static aws.Fault.REQUEST;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** The fault of every error of the three services that the SDK models. */
class FaultTest {
    private static final Map<Fault, Set<String>> SNS = Map.of(
            REQUEST,
                    Set.of(
                            "BatchEntryIdsNotDistinctException",
                            "BatchRequestTooLongException",
                            "EmptyBatchRequestException",
                            "InvalidBatchEntryIdException",
                            "InvalidParameterException",
                            "InvalidParameterValueException",
                            "OptedOutException",
                            "TooManyEntriesInBatchRequestException",
                            "UserErrorException",
                            "ValidationException"),
            AGAIN,
                    Set.of(
                            "ConcurrentAccessException",
                            "InternalErrorException",
                            "KmsThrottlingException",
                            "ThrottledException"),
            OPERATOR,
                    Set.of(
                            "AuthorizationErrorException",
                            "EndpointDisabledException",
                            "FilterPolicyLimitExceededException",
                            "InvalidSecurityException",
                            "InvalidStateException",
                            "KmsAccessDeniedException",
                            "KmsDisabledException",
                            "KmsInvalidStateException",
                            "KmsNotFoundException",
                            "KmsOptInRequiredException",
                            "NotFoundException",
                            "PlatformApplicationDisabledException",
                            "ReplayLimitExceededException",
                            "ResourceNotFoundException",
                            "StaleTagException",
                            "SubscriptionLimitExceededException",
                            "TagLimitExceededException",
                            "TagPolicyException",
                            "TopicLimitExceededException",
                            "VerificationException"));

    private static final Map<Fault, Set<String>> SQS = Map.of(
            REQUEST,
                    Set.of(
                            "BatchEntryIdsNotDistinctException",
                            "BatchRequestTooLongException",
                            "EmptyBatchRequestException",
                            "InvalidAttributeNameException",
                            "InvalidAttributeValueException",
                            "InvalidBatchEntryIdException",
                            "InvalidIdFormatException",
                            "InvalidMessageContentsException",
                            "MessageNotInflightException",
                            "ReceiptHandleIsInvalidException",
                            "TooManyEntriesInBatchRequestException",
                            "UnsupportedOperationException"),
            AGAIN,
                    Set.of(
                            "KmsThrottledException",
                            "OverLimitException",
                            "PurgeQueueInProgressException",
                            "QueueDeletedRecentlyException",
                            "RequestThrottledException"),
            OPERATOR,
                    Set.of(
                            "InvalidAddressException",
                            "InvalidSecurityException",
                            "KmsAccessDeniedException",
                            "KmsDisabledException",
                            "KmsInvalidKeyUsageException",
                            "KmsInvalidStateException",
                            "KmsNotFoundException",
                            "KmsOptInRequiredException",
                            "QueueDoesNotExistException",
                            "QueueNameExistsException",
                            "ResourceNotFoundException"));

    private static final Map<Fault, Set<String>> DYNAMO_DB = Map.of(
            REQUEST,
                    Set.of(
                            "ConditionalCheckFailedException",
                            "DuplicateItemException",
                            "ExpiredIteratorException",
                            "IdempotentParameterMismatchException",
                            "InvalidExportTimeException",
                            "InvalidRestoreTimeException",
                            "ItemCollectionSizeLimitExceededException",
                            "TransactionCanceledException",
                            "TrimmedDataAccessException"),
            AGAIN,
                    Set.of(
                            "BackupInUseException",
                            "ExportConflictException",
                            "ImportConflictException",
                            "InternalServerErrorException",
                            "LimitExceededException",
                            "ProvisionedThroughputExceededException",
                            "ReplicatedWriteConflictException",
                            "RequestLimitExceededException",
                            "ResourceInUseException",
                            "TableInUseException",
                            "ThrottlingException",
                            "TransactionConflictException",
                            "TransactionInProgressException"),
            OPERATOR,
                    Set.of(
                            "BackupNotFoundException",
                            "ContinuousBackupsUnavailableException",
                            "ExportNotFoundException",
                            "GlobalTableAlreadyExistsException",
                            "GlobalTableNotFoundException",
                            "ImportNotFoundException",
                            "IndexNotFoundException",
                            "PointInTimeRecoveryUnavailableException",
                            "PolicyNotFoundException",
                            "ReplicaAlreadyExistsException",
                            "ReplicaNotFoundException",
                            "ResourceNotFoundException",
                            "TableAlreadyExistsException",
                            "TableNotFoundException"));

    @Test
    void every_exception_of_sns_has_an_owner() {
        assertThat(owners("sns")).isEqualTo(written(SNS));
    }

    @Test
    void every_exception_of_sqs_has_an_owner() {
        assertThat(owners("sqs")).isEqualTo(written(SQS));
    }

    @Test
    void every_exception_of_dynamodb_has_an_owner() {
        assertThat(owners("dynamodb")).isEqualTo(written(DYNAMO_DB));
    }

    @ParameterizedTest
    @CsvSource({
        "400, KMSThrottling, AGAIN",
        "400, KMSThrottled, AGAIN",
        "400, Throttling, AGAIN",
        "400, RequestThrottled, AGAIN",
        "429, Anything, AGAIN",
        "500, Anything, AGAIN",
        "503, '', AGAIN",
        "400, ExpiredToken, OPERATOR",
        "400, ExpiredTokenException, OPERATOR",
        "403, AccessDenied, OPERATOR",
        "400, AccessDeniedException, OPERATOR",
        "403, AuthorizationError, OPERATOR",
        "403, InvalidClientTokenId, OPERATOR",
        "400, UnrecognizedClientException, OPERATOR",
        "403, SignatureDoesNotMatch, OPERATOR",
        "400, IncompleteSignature, OPERATOR",
        "400, RequestExpired, OPERATOR",
        "403, MissingAuthenticationToken, OPERATOR",
        "403, OptInRequired, OPERATOR",
        "400, KMSInvalidState, OPERATOR",
        "400, KMSSomethingNew, OPERATOR",
        "404, NotFound, OPERATOR",
        "400, AWS.SimpleQueueService.NonExistentQueue, OPERATOR",
        "400, com.amazonaws.sqs#QueueDoesNotExist, OPERATOR",
        "400, SomethingThatNobodyKnows, REQUEST",
        "403, SomethingThatNobodyKnows, OPERATOR",
        "400, InvalidParameter, REQUEST",
        "400, ParameterValueInvalid, REQUEST",
        "400, InvalidParameterValue, REQUEST",
        "400, ValidationError, REQUEST",
        "400, AWS.SimpleQueueService.BatchRequestTooLong, REQUEST",
        "413, '', REQUEST"
    })
    void an_error_response_is_classified_by_status_and_code(int status, String code, Fault fault) {
        assertThat(Fault.of(answer(status, code))).isEqualTo(fault);
    }

    @ParameterizedTest
    @CsvSource({
        "InternalError, false, AGAIN",
        "Throttled, true, AGAIN",
        "KMSThrottling, true, AGAIN",
        "KMSAccessDenied, true, OPERATOR",
        "AuthorizationError, true, OPERATOR",
        "InvalidParameter, true, REQUEST",
        "ReceiptHandleIsInvalid, true, REQUEST",
        "SomethingNew, true, REQUEST",
        "SomethingNew, false, AGAIN"
    })
    void a_failed_batch_entry_is_classified_by_code_and_sender_fault(String code, boolean senderFault, Fault fault) {
        assertThat(Fault.ofEntry(code, senderFault)).isEqualTo(fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Unable to execute HTTP request: Connection refused", "Read timed out"})
    void a_call_without_a_response_is_retried(String message) {
        assertThat(Fault.of(SdkClientException.create(message))).isEqualTo(AGAIN);
        assertThat(Fault.of(ApiCallTimeoutException.create(100))).isEqualTo(AGAIN);
    }

    @Test
    void missing_credentials_are_a_fault_of_the_operator() {
        assertThat(Fault.of(
                        SdkClientException.create("Unable to load credentials from any of the providers in the chain")))
                .isEqualTo(OPERATOR);
    }

    private static Map<String, Fault> owners(String service) {
        Map<String, Fault> owners = new TreeMap<>();
        for (JavaClass type :
                new ClassFileImporter().importPackages("software.amazon.awssdk.services." + service + ".model")) {
            if (type.isAssignableTo(AwsServiceException.class)
                    && !type.isInterface()
                    && !type.getModifiers().contains(JavaModifier.ABSTRACT)
                    && !type.getSimpleName().endsWith("Impl")
                    && !Set.of("SnsException", "SqsException", "DynamoDbException")
                            .contains(type.getSimpleName())) {
                owners.put(type.getSimpleName(), Fault.of(answer(400, type.getSimpleName())));
            }
        }
        assertThat(new TreeSet<>(owners.keySet())).isNotEmpty();
        return owners;
    }

    private static Map<String, Fault> written(Map<Fault, Set<String>> table) {
        Map<String, Fault> owners = new TreeMap<>();
        table.forEach((fault, names) -> names.forEach(name -> owners.put(name, fault)));
        return owners;
    }

    private static AwsServiceException answer(int status, String code) {
        return AwsServiceException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
    }
}
