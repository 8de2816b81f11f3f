package local.sns;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the single {@link Cloud} of the test run, and cleans it up after each test. */
final class CloudExtension implements ParameterResolver, AfterEachCallback {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Cloud.class;
    }

    @Override
    public Cloud resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return cloud(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        cloud(context).cleanUp();
    }

    private static Cloud cloud(ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(CloudExtension.class))
                .getOrComputeIfAbsent(Cloud.class, key -> new Cloud(), Cloud.class);
    }
}
