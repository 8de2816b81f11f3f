package local.sns;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import local.http.HttpCall;

/**
 * One call of an action.
 *
 * @param region the region of the signature's credential scope, or us-east-1
 * @param signed whether the call carries a signature; signatures are not verified
 * @param trace the <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-active-tracing.html">X-Ray header</a>, or
 *     {@code null}; SNS passes it on, whether or not the topic has active tracing
 */
record SnsRequest(Parameters parameters, String region, boolean signed, String trace) {
    static final String TRACE = "X-Amzn-Trace-Id";
    private static final Pattern CREDENTIAL = Pattern.compile("Credential=[^/]+/[^/]+/([^/]+)/");

    static SnsRequest of(HttpCall call) {
        int query = call.uri().indexOf('?') + 1;
        String form = call.method().equals("POST")
                ? call.text()
                : query == 0 ? "" : call.uri().substring(query);
        String authorization = call.header("Authorization");
        return new SnsRequest(Parameters.parse(form), region(authorization), authorization != null, call.header(TRACE));
    }

    private static String region(String authorization) {
        Matcher credential = CREDENTIAL.matcher(authorization == null ? "" : authorization);
        return credential.find() ? credential.group(1) : "us-east-1";
    }
}
