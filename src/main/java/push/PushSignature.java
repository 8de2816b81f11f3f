package push;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Verifies that SNS has signed a push.
 *
 * <p>The push names the URL of the certificate, and the URL must be SNS itself: {@code https}, the host of SNS in the
 * topic's region, no port, no user, a {@code .pem}. The certificate must be valid today and issued for SNS. An AWS
 * inside the JVM signs with its own certificate. Its address must be configured, and can only be on loopback.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html">verifying
 *     signatures</a>
 */
final class PushSignature {
    private static final Pattern HOST = Pattern.compile("sns\\.(?<region>[a-z0-9-]{3,})\\.amazonaws\\.com(\\.cn)?");
    private static final Pattern ISSUED_FOR =
            Pattern.compile("(^|.*,)CN=sns(\\.[a-z0-9-]+)?\\.amazonaws\\.com(\\.cn)?(,.*|$)");
    private static final Map<String, String> ALGORITHMS = Map.of("1", "SHA1withRSA", "2", "SHA256withRSA");
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 64 * 1024;
    private static final int MOST_CERTIFICATES = 20;

    private final Optional<URI> local;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** Certificates by URL. SNS changes its certificate about once a year. */
    private final Map<URI, X509Certificate> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<URI, X509Certificate> eldest) {
            return size() > MOST_CERTIFICATES;
        }
    };

    /** @param local the address of an SNS inside the JVM, if it is trusted */
    PushSignature(Optional<URI> local) {
        this.local = local;
    }

    /** Whether an address is on loopback, so that no other machine can answer. */
    static boolean isLoopback(URI address) {
        return "http".equals(address.getScheme()) && "127.0.0.1".equals(address.getHost());
    }

    /**
     * @throws PushRefusedException if SNS has not signed the push
     * @throws IOException if the certificate cannot be fetched at the moment
     */
    void check(Push push) throws IOException, InterruptedException {
        String algorithm = Optional.ofNullable(ALGORITHMS.get(push.signatureVersion()))
                .orElseThrow(() ->
                        PushRefusedException.notTrusted("SignatureVersion is unknown: " + push.signatureVersion()));
        URI address = push.certificate();
        boolean isLocal = isLocal(address);
        if (!isLocal && !isOfSns(address, push.topicArn())) {
            throw PushRefusedException.notTrusted("SigningCertURL does not lead to SNS: " + address);
        }
        X509Certificate certificate = certificate(address);
        try {
            certificate.checkValidity();
            if (!isLocal
                    && !ISSUED_FOR
                            .matcher(certificate.getSubjectX500Principal().getName())
                            .matches()) {
                throw PushRefusedException.notTrusted("the certificate is not issued for SNS");
            }
            Signature signature = Signature.getInstance(algorithm);
            signature.initVerify(certificate.getPublicKey());
            signature.update(push.signedText().getBytes(StandardCharsets.UTF_8));
            if (!signature.verify(Base64.getDecoder().decode(push.signature()))) {
                throw PushRefusedException.notTrusted("the signature does not match the message");
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw PushRefusedException.notTrusted("the signature cannot be verified: " + e.getMessage());
        }
    }

    private boolean isLocal(URI address) {
        return local.filter(origin ->
                        origin.getPort() == address.getPort() && isLoopback(address) && address.getUserInfo() == null)
                .isPresent();
    }

    private static boolean isOfSns(URI address, String topicArn) {
        if (!"https".equals(address.getScheme())
                || address.getHost() == null
                || address.getPort() != -1
                || address.getUserInfo() != null
                || address.getPath() == null
                || !address.getPath().endsWith(".pem")) {
            return false;
        }
        var host = HOST.matcher(address.getHost());
        String[] arn = topicArn.split(":", 6);
        return host.matches() && arn.length == 6 && host.group("region").equals(arn[3]);
    }

    private X509Certificate certificate(URI address) throws IOException, InterruptedException {
        synchronized (known) {
            if (known.containsKey(address)) {
                return known.get(address);
            }
        }
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(address).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200 || answer.body().length > MOST_BYTES) {
            throw new IOException("the certificate is not at " + address + ": HTTP " + answer.statusCode());
        }
        try {
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(answer.body()));
            synchronized (known) {
                known.put(address, certificate);
            }
            return certificate;
        } catch (CertificateException e) {
            throw PushRefusedException.notTrusted("there is no certificate at " + address);
        }
    }
}
