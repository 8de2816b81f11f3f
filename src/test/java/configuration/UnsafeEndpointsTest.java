package configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchException;

import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import testing.Written;

/** The dangers of Camel's advisories that the text of a route shows. */
class UnsafeEndpointsTest {
    private static final String PROXY = "must be a path that begins with /, such as platform-http:/events/orders;"
            + " platform-http:proxy… takes requests for every path";
    private static final String REDIRECTS = "must be an endpoint without followRedirects or without credentials;"
            + " Camel shows them to every host that it is sent to";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "platform-http:proxy",
                "platform-http:proxy/events",
                "platform-http:proxy-orders",
                "platform-http:proxy2?httpMethodRestrict=POST",
                "platform-http://proxy",
                "platform-http:%70roxy",
                "{{door}}"
            })
    void a_publisher_may_not_be_an_http_proxy(String from) {
        String refused = refused("""
                door = platform-http:proxy
                camel.route-template[in].template-id = publish
                camel.route-template[in].topic       = orders
                camel.route-template[in].from        = %s
                """.formatted(from));

        assertThat(refused).startsWith("route in: from = ").endsWith(PROXY).doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "platform-http:/proxy",
                "platform-http:/events/proxy?httpMethodRestrict=POST",
                "platform-http:events/orders",
                "platform-http://events/orders",
                "platform-http:/events/{id}",
                "file:proxy"
            })
    void a_path_that_only_contains_the_word_proxy_is_allowed(String from) {
        assertThatCode(() -> Written.topology("""
                        camel.route-template[in].template-id = publish
                        camel.route-template[in].topic       = orders
                        camel.route-template[in].from        = %s
                        """.formatted(from))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://shop/?followRedirects=true&authMethod=Basic&authUsername=me&authPassword=RAW(it&is)",
                "http://shop/?authMethod=Basic&authUsername=me&authPassword=it&followRedirects=TRUE",
                "https://shop/?authBearerToken=it&followRedirects=true",
                "https:shop?oauth2ClientId=me&oauth2ClientSecret=it&oauth2TokenEndpoint=x&followRedirects=true",
                "https://shop/?followRedirects={{follow}}&authUsername=me"
            })
    void a_handler_that_has_credentials_follows_no_redirect(String handler) {
        assertThat(refused("follow = true\n" + handledBy(handler)))
                .startsWith("route billing: handler = ")
                .endsWith(REDIRECTS)
                .doesNotContain("\n");
    }

    @Test
    void a_handler_with_credentials_may_not_inherit_following_redirects() {
        String all = "camel.component.https.follow-redirects = true\n";

        assertThat(refused(all + handledBy("https://shop/?authMethod=Basic&authUsername=me&authPassword=it")))
                .endsWith(REDIRECTS);
        assertThatCode(() -> Written.topology(all + handledBy("https://shop/?authUsername=me&followRedirects=false")))
                .doesNotThrowAnyException();
    }

    @Test
    void a_handler_that_follows_redirects_may_not_inherit_credentials() {
        assertThat(refused("""
                        camel.component.https.http-configuration = #class:org.apache.camel.http.common.HttpConfiguration
                        camel.component.https.http-configuration.auth-method = Basic
                        camel.component.https.http-configuration.auth-username = me
                        """ + handledBy("https://shop/?followRedirects=true")))
                .endsWith(REDIRECTS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://shop/",
                "https://shop/?followRedirects=true",
                "https://shop/?authMethod=Basic&authUsername=me&authPassword=it",
                "https://shop/?followRedirects=false&authUsername=me",
                "https://shop/?followRedirects=true&proxyAuthUsername=me&authenticationPreemptive=true",
                "direct:bill"
            })
    void a_handler_may_have_credentials_or_follow_redirects(String handler) {
        assertThatCode(() -> Written.topology(handledBy(handler), new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:bill").to("log:bill");
                    }
                }))
                .doesNotThrowAnyException();
    }

    @Test
    void a_dead_letter_notification_with_credentials_follows_no_redirect() {
        assertThat(refused("""
                        camel.route-template[letters].template-id = dead-letter
                        camel.route-template[letters].queue       = billing
                        camel.route-template[letters].notify      = https://shop/?followRedirects=true&authBearerToken=it
                        """)).startsWith("route letters: notify = ").endsWith(REDIRECTS);
    }

    @Test
    void the_users_own_routes_are_checked_by_the_same_rules() {
        RouteBuilder own = new RouteBuilder() {
            @Override
            public void configure() {
                from("platform-http:{{name}}").routeId("in").to("log:in");
                from("timer:out")
                        .choice()
                        .when(body().isNull())
                        .to("https://shop/?followRedirects=true&authUsername=me")
                        .end();
                routeTemplate("theirs")
                        .templateParameter("x")
                        .from("platform-http:proxy")
                        .to("{{x}}");
            }
        };

        assertThat(refused("name = proxy", own).lines())
                .containsExactlyInAnyOrder(
                        "route in: platform-http:proxy: " + PROXY,
                        "route from timer:out: https://shop/?followRedirects=true&authUsername=xxxxxx: " + REDIRECTS,
                        "route from platform-http:proxy: platform-http:proxy: " + PROXY);
    }

    private static String handledBy(String handler) {
        return """
                camel.route-template[billing].template-id = polling-consumer
                camel.route-template[billing].queue       = billing
                camel.route-template[billing].handler     = %s
                """.formatted(handler);
    }

    private static String refused(String properties, RouteBuilder... routes) {
        Exception refusal = catchException(() -> Written.topology(properties, routes));
        return ConfigurationException.in(refusal).orElseThrow().getMessage();
    }
}
