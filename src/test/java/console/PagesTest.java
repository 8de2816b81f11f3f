package console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import testing.Backbone;

class PagesTest {
    private static final String LIT_HTML = "/console/vendor/lit-html/lit-html.js";

    private static Backbone backbone;
    private static Visitor visitor;
    private static String index;

    @BeforeAll
    static void start() throws IOException {
        backbone =
                Backbone.of("").property("console.look.token", "a-look-token").start();
        visitor = Visitor.of(backbone);
        index = new String(
                PageFiles.ofTheApplication().at("").orElseThrow().plain().bytes(), StandardCharsets.UTF_8);
        assertThat(index).startsWithIgnoringCase("<!doctype html>");
    }

    @AfterAll
    static void stop() {
        backbone.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/index.html",
                "/topology",
                "/queues/billing",
                "/queues/orders.fifo",
                "/events/a%2Fb",
                "/events/order.4711",
                "/dead-letters/billing?where=type",
                "/vendor",
                "/vendor/"
            })
    void a_page_is_index_html_whatever_its_address(String address) throws Exception {
        HttpResponse<String> answer = visitor.get("/console" + address);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(index);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    }

    @Test
    void every_file_is_sent_with_the_security_headers() throws Exception {
        for (String address : List.of("/console", LIT_HTML, "/console/none.js")) {
            Map<String, List<String>> headers = visitor.get(address).headers().map();

            assertThat(headers)
                    .containsEntry(
                            "Content-Security-Policy",
                            List.of("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                                    + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                                    + " frame-ancestors 'none'; require-trusted-types-for 'script';"
                                    + " trusted-types lit-html"))
                    .containsEntry("X-Content-Type-Options", List.of("nosniff"))
                    .containsEntry("Referrer-Policy", List.of("no-referrer"))
                    .containsEntry("Cross-Origin-Opener-Policy", List.of("same-origin"))
                    .containsEntry("Cross-Origin-Resource-Policy", List.of("same-origin"))
                    .doesNotContainKey("Access-Control-Allow-Origin");
        }
    }

    @Test
    void a_file_is_sent_once_and_then_only_revalidated() throws Exception {
        HttpResponse<String> first = visitor.get(LIT_HTML);
        String tag = first.headers().firstValue("ETag").orElseThrow();

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.body()).contains("BSD-3-Clause");
        assertThat(first.headers().firstValue("Content-Type")).contains("text/javascript; charset=utf-8");
        assertThat(first.headers().allValues("Cache-Control")).containsExactly("no-cache");
        for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
            HttpResponse<String> again = visitor.with("If-None-Match", known).get(LIT_HTML);
            assertThat(again.statusCode()).as(known).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(again.headers().firstValue("ETag")).contains(tag);
            assertThat(again.headers().allValues("Cache-Control")).containsExactly("no-cache");
        }
        assertThat(visitor.with("If-None-Match", "\"other\"").get(LIT_HTML).statusCode())
                .isEqualTo(200);
        assertThat(visitor.get(LIT_HTML + "?If-None-Match=" + tag.replace("\"", "%22"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_file_is_compressed_for_a_browser_that_accepts_gzip() throws Exception {
        byte[] plain = visitor.bytes(LIT_HTML);
        Visitor browser = visitor.with("Accept-Encoding", "deflate, gzip;q=0.8");

        HttpResponse<String> answer = browser.get(LIT_HTML);

        assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(answer.headers().firstValue("Vary")).contains("Accept-Encoding");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(browser.bytes(LIT_HTML))).readAllBytes())
                .isEqualTo(plain)
                .hasSizeGreaterThan(browser.bytes(LIT_HTML).length);
        String tag = answer.headers().firstValue("ETag").orElseThrow();
        assertThat(browser.with("If-None-Match", tag).get(LIT_HTML).statusCode())
                .isEqualTo(304);
        assertThat(visitor.with("If-None-Match", tag).get(LIT_HTML).statusCode())
                .as("another form")
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "br", "gzip;q=0", "gzip; q=0.0", "xgzip"})
    void a_file_is_not_compressed_for_a_client_that_does_not_accept_gzip(String encodings) throws Exception {
        HttpResponse<String> answer = visitor.with("Accept-Encoding", encodings).get(LIT_HTML);

        assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(answer.body()).contains("BSD-3-Clause");
    }

    @Test
    void a_head_request_has_the_same_headers_and_no_body() throws Exception {
        HttpResponse<String> get = visitor.get(LIT_HTML);
        HttpResponse<String> head = visitor.send("HEAD", LIT_HTML, null);

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        for (String name : List.of("ETag", "Content-Type", "Content-Length", "Cache-Control")) {
            assertThat(head.headers().allValues(name))
                    .as(name)
                    .isEqualTo(get.headers().allValues(name))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/none.js",
                "/vendor/lit-html/none.js",
                "/Pages.class",
                "/package-info.class",
                "/..%2fapplication.properties",
                "/..%2Fapplication.properties",
                "/%2e%2e/application.properties",
                "/..%5capplication.properties",
                "/../application.properties",
                "/vendor/../../application.properties",
                "/x/../../application.properties",
                "/index.html%00",
                "/index.html%00.js",
                "/.",
                "/..",
                "//index.html",
                "/index.html/",
                "/INDEX.HTML",
                "x",
                "x/index.html",
                ".html"
            })
    void a_path_that_is_no_file_of_the_console_is_not_found(String address) throws Exception {
        String answer = visitor.raw(
                "GET /caravan/console" + address + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 404 ").contains("application/problem+json");
    }

    @Test
    void only_reading_methods_are_allowed() throws Exception {
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
            assertThat(visitor.send(method, "/console/index.html", null).statusCode())
                    .as(method)
                    .isEqualTo(405);
        }
    }

    @Test
    void a_request_with_an_unknown_host_gets_no_file() throws Exception {
        assertThat(visitor.raw("GET /caravan/console HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ");
    }

    @Test
    void a_local_run_serves_edited_source_files_first_and_then_files_of_the_build(@TempDir Path directory)
            throws Exception {
        Path edited = Files.createDirectories(directory.resolve("edited/console"));
        Path built = Files.createDirectories(directory.resolve("built/console/vendor"));
        Files.writeString(edited.resolve("index.html"), "edited");
        Files.writeString(built.resolveSibling("index.html"), "built");
        Files.writeString(built.resolve("lit.js"), "lit");

        PageFiles files = PageFiles.beside(List.of(
                edited.resolve("index.html").toUri().toURL(),
                built.resolveSibling("index.html").toUri().toURL()));

        assertThat(files.at("").orElseThrow().plain().bytes()).asString().isEqualTo("edited");
        assertThat(files.at("/vendor/lit.js").orElseThrow().plain().bytes())
                .asString()
                .isEqualTo("lit");
    }

    @Test
    void the_files_are_found_in_a_jar(@TempDir Path directory) throws Exception {
        Path jar = directory.resolve("a caravan.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file)) {
            for (String name : List.of("console/index.html", "console/a/b.js", "console/Pages.class", "other.js")) {
                entries.putNextEntry(new JarEntry(name));
                entries.write(name.getBytes(StandardCharsets.UTF_8));
                entries.closeEntry();
            }
        }

        PageFiles files = PageFiles.beside(List.of(
                URI.create("jar:" + jar.toUri() + "!/console/index.html").toURL()));

        assertThat(files.at("/topology").orElseThrow().plain().bytes())
                .asString()
                .isEqualTo("console/index.html");
        assertThat(files.at("/a/b.js").orElseThrow().plain().type()).isEqualTo("text/javascript; charset=utf-8");
        assertThat(files.at("/Pages.class")).isEmpty();
        assertThat(files.at("/other.js")).isEmpty();
        assertThat(files.at("/../other.js")).isEmpty();
        Files.delete(jar); // the jar is closed by now
        assertThat(files.at("/a/b.js")).isPresent();
    }

    @Test
    void the_licence_of_lit_html_is_served_beside_it() throws Exception {
        HttpResponse<String> answer = visitor.get("/console/vendor/lit-html/LICENSE");

        assertThat(answer.body()).contains("BSD 3-Clause License");
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
    }
}
