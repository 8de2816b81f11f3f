package routes;

import aws.AwsClients;
import configuration.ConfigurationException;
import configuration.PropertiesReader;
import configuration.Rule;
import configuration.Rules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import local.LocalCloud;
import org.apache.camel.CamelContext;
import process.LogLevel;

/** The ports of a local run, as its properties say, and AWS clients for a command in another process. */
final class LocalApplicationPorts {
    static final String SQS = "listen.sqs";
    static final String SNS = "listen.sns";
    static final String DYNAMODB = "listen.dynamodb";
    static final String HTTP = "listen.http";
    static final int USUAL_HTTP = 8080;

    private static final Rule PORT = Rules.between(0, 65_535);

    private LocalApplicationPorts() {}

    /** @throws ConfigurationException if a port is wrong, with one line for each */
    static LocalCloud.Ports read() {
        return PropertiesReader.read(ApplicationParts.settings(), LocalApplicationPorts::ports);
    }

    /** The address where a local run with the same properties serves HTTP: always loopback, despite {@code listen.host}. */
    static URI http() {
        return PropertiesReader.read(ApplicationParts.settings(), context -> {
            List<String> mistakes = new ArrayList<>();
            int port = port(context, HTTP, USUAL_HTTP, mistakes);
            if (!mistakes.isEmpty()) {
                throw new ConfigurationException(mistakes);
            }
            return at(port);
        });
    }

    /** AWS clients for a local run in another process. */
    static AwsClients clients() {
        LocalCloud.Ports ports = read();
        refuseWithoutLocalRun(ports.sqs());
        return AwsClients.of(at(ports.sqs()), at(ports.sns()), at(ports.dynamoDb()));
    }

    /** The command by which the script was called. */
    static String script() {
        return System.getProperty("caravan.script", "./caravan");
    }

    /** Fails at once if there is no local run. The SDK would make eight attempts first. */
    private static void refuseWithoutLocalRun(int port) {
        try (Socket probe = new Socket()) {
            probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(new ConnectException(
                "no local run listens on port %d: start one by %s, or give its address by -D%s".formatted(port, script(), SQS)));
        }
    }

    private static URI at(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    private static LocalCloud.Ports ports(CamelContext context) {
        LogLevel.read(context);
        List<String> mistakes = new ArrayList<>();
        LocalCloud.Ports usual = LocalCloud.Ports.USUAL;
        LocalCloud.Ports ports = new LocalCloud.Ports(
            port(context, SQS, usual.sqs(), mistakes),
            port(context, SNS, usual.sns(), mistakes),
            port(context, DYNAMODB, usual.dynamoDb(), mistakes));
        if (!mistakes.isEmpty()) {
            throw new ConfigurationException(mistakes);
        }
        return ports;
    }

    private static int port(CamelContext context, String property, int otherwise, List<String> mistakes) {
        String port = context.resolvePropertyPlaceholders("{{" + property + ":" + otherwise + "}}");
        return PORT.objection(port)
            .map(allowed -> {
                mistakes.add("%s = %s: must be %s".formatted(property, port, allowed));
                return otherwise;
            })
            .orElseGet(() -> Integer.parseInt(port));
    }
}
