package local.sns;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import local.http.HttpAnswer;
import local.http.HttpCall;
import local.http.LoopbackServer;
import local.http.Xml;

/**
 * SNS's wire protocol: a form in, XML out, and the
 * <a href="https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html">common errors</a>.
 */
final class SnsService implements LoopbackServer.Service {
    private static final String NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";
    /** The actions that a subscriber without an AWS account calls through a link. */
    private static final Set<String> UNSIGNED = Set.of("ConfirmSubscription", "Unsubscribe");

    private static final Set<String> NOT_SUPPORTED_HERE = Set.of(
            "AddPermission",
            "CheckIfPhoneNumberIsOptedOut",
            "CreatePlatformApplication",
            "CreatePlatformEndpoint",
            "CreateSMSSandboxPhoneNumber",
            "DeleteEndpoint",
            "DeletePlatformApplication",
            "DeleteSMSSandboxPhoneNumber",
            "GetEndpointAttributes",
            "GetPlatformApplicationAttributes",
            "GetSMSAttributes",
            "GetSMSSandboxAccountStatus",
            "ListEndpointsByPlatformApplication",
            "ListOriginationNumbers",
            "ListPhoneNumbersOptedOut",
            "ListPlatformApplications",
            "ListSMSSandboxPhoneNumbers",
            "OptInPhoneNumber",
            "RemovePermission",
            "SetEndpointAttributes",
            "SetPlatformApplicationAttributes",
            "SetSMSAttributes",
            "VerifySMSSandboxPhoneNumber");

    private final Map<String, Action> actions = new HashMap<>();
    private final Supplier<String> certificate;

    SnsService(List<Map<String, Action>> actions, Supplier<String> certificate) {
        actions.forEach(this.actions::putAll);
        this.certificate = certificate;
    }

    @Override
    public HttpAnswer answer(HttpCall call) {
        if (call.uri().equals(MessageSigner.CERTIFICATE_PATH)) {
            return HttpAnswer.of(200, "application/x-pem-file", certificate.get());
        }
        String requestId = UUID.randomUUID().toString();
        return answerAction(call, requestId).with("x-amzn-RequestId", requestId);
    }

    private HttpAnswer answerAction(HttpCall call, String requestId) {
        try {
            SnsRequest request = SnsRequest.of(call);
            String name = request.parameters().get("Action");
            Action action = action(name, request.signed());
            return xml(200, Xml.document(NAMESPACE, name + "Response", answer -> {
                answer.element(name + "Result", result -> action.run(request, result));
                answer.element("ResponseMetadata", metadata -> metadata.element("RequestId", requestId));
            }));
        } catch (SnsException e) {
            return xml(e.status(), Xml.document(NAMESPACE, "ErrorResponse", answer -> {
                answer.element("Error", error -> {
                    error.element("Type", "Sender");
                    error.element("Code", e.code());
                    error.element("Message", e.getMessage());
                });
                answer.element("RequestId", requestId);
            }));
        }
    }

    private Action action(String name, boolean signed) {
        if (name == null) {
            throw new SnsException(400, "MissingAction", "The request must contain the parameter Action");
        }
        if (!signed && !UNSIGNED.contains(name)) {
            throw new SnsException(403, "MissingAuthenticationToken", "Request is missing Authentication Token");
        }
        if (NOT_SUPPORTED_HERE.contains(name)) {
            throw SnsException.notSupportedHere(name);
        }
        Action action = actions.get(name);
        if (action == null) {
            throw new SnsException(400, "InvalidAction", "The action " + name + " is not valid for this endpoint.");
        }
        return action;
    }

    private static HttpAnswer xml(int status, String document) {
        return HttpAnswer.of(status, "text/xml", document);
    }
}
