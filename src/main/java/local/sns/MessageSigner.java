package local.sns;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Signs messages so that subscribers can
 * <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html">verify</a> them, with a key
 * and a self-signed certificate of its own.
 */
final class MessageSigner {
    /** Where the certificate can be fetched. */
    static final String CERTIFICATE_PATH = "/SimpleNotificationService.pem";

    private static final int KEY_BITS = 2048;
    private static final X500Principal NAME = new X500Principal("CN=sns.local");
    private static final Duration VALID = Duration.ofDays(365);

    /** Made at the first use. Generating a key takes longer than the rest of a start, and raw deliveries need no key. */
    private static final class Lazy {
        static final Identity IDENTITY = Identity.generate();
    }

    private record Identity(PrivateKey key, String certificate) {
        static Identity generate() {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(KEY_BITS);
                KeyPair pair = generator.generateKeyPair();
                return new Identity(pair.getPrivate(), pem(selfSigned(pair)));
            } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
                throw new IllegalStateException("no key to sign messages with", e);
            }
        }
    }

    /** The certificate, in PEM. */
    String certificate() {
        return Lazy.IDENTITY.certificate();
    }

    /** @param version 1 for SHA-1, 2 for SHA-256 */
    String sign(String text, String version) {
        try {
            Signature signature = Signature.getInstance(version.equals("2") ? "SHA256withRSA" : "SHA1withRSA");
            signature.initSign(Lazy.IDENTITY.key());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509CertificateHolder selfSigned(KeyPair pair) throws OperatorCreationException {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                        NAME,
                        BigInteger.valueOf(now.toEpochMilli()),
                        Date.from(now.minus(VALID)),
                        Date.from(now.plus(VALID)),
                        NAME,
                        pair.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate()));
    }

    private static String pem(X509CertificateHolder certificate) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(certificate);
        }
        return text.toString();
    }
}
