package console;

import console.PageFiles.Forms;
import http.Problem;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/**
 * Serves the files of the console, which have no data and need no credentials. The browser asks each time whether a file
 * has changed, and is answered 304 if it has not.
 */
final class Pages implements Processor {
    private static final String PATH = "/caravan/console";

    /** The pages load nothing from elsewhere, are in no frame, and create HTML only with lit-html. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                    + " require-trusted-types-for 'script'; trusted-types lit-html";

    private static final int NOT_MODIFIED = 304;

    /** Gzip without a weight, or with a weight above zero. */
    private static final Pattern GZIP =
            Pattern.compile("\\s*gzip\\s*(;\\s*q=(1(\\.0*)?|0\\.\\d*[1-9]\\d*)\\s*)?", Pattern.CASE_INSENSITIVE);

    private final PageFiles files;

    Pages(PageFiles files) {
        this.files = files;
    }

    @Override
    public void process(Exchange exchange) {
        HttpMessage http = exchange.getIn(HttpMessage.class);
        HttpServerRequest request = http.getRequest();
        HttpServerResponse response = http.getResponse();
        protect(response);
        Message message = exchange.getMessage();
        String address = request.path().substring(PATH.length());
        Optional<Forms> found = address.isEmpty() || address.startsWith("/") ? files.at(address) : Optional.empty();
        if (found.isEmpty()) {
            Problem.of(404, "There is nothing at " + request.path()).answer(message);
            return;
        }
        PageFile file =
                takesGzip(request) ? found.get().compressed() : found.get().plain();
        // Set here, because Camel takes Cache-Control for a header of the request and drops it.
        response.putHeader("Cache-Control", "no-cache")
                .putHeader("ETag", file.tag())
                .putHeader("Vary", "Accept-Encoding");
        message.removeHeaders("*"); // Camel would send the request's headers back
        if (isKnown(request, file.tag())) {
            message.setHeader(Exchange.HTTP_RESPONSE_CODE, NOT_MODIFIED);
            message.setBody(null);
        } else {
            if (file.encoding().equals(PageFile.GZIP)) {
                response.putHeader("Content-Encoding", PageFile.GZIP);
            }
            message.setHeader(Exchange.CONTENT_TYPE, file.type());
            message.setBody(file.bytes());
        }
    }

    private static boolean takesGzip(HttpServerRequest request) {
        return request.headers().getAll("Accept-Encoding").stream()
                .flatMap(header -> Stream.of(header.split(",", -1)))
                .anyMatch(encoding -> GZIP.matcher(encoding).matches());
    }

    private static void protect(HttpServerResponse response) {
        response.putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin");
    }

    /** Whether the browser has the file with this tag. A proxy that compresses turns the tag into a weak one. */
    private static boolean isKnown(HttpServerRequest request, String tag) {
        return request.headers().getAll("If-None-Match").stream()
                .flatMap(header -> Stream.of(header.split(",", -1)))
                .map(known -> known.strip().replaceFirst("^W/", ""))
                .anyMatch(known -> known.equals(tag) || known.equals("*"));
    }
}
