package commands;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** A message attribute on the command line: {@code name=value}. */
record NameAndValue(String name, String value) {
    /** Parses an attribute; the value is everything after the first {@code =}. */
    static final class Converter implements ITypeConverter<NameAndValue> {
        @Override
        public NameAndValue convert(String written) {
            int equals = written.indexOf('=');
            if (equals < 1) {
                throw new TypeConversionException("'" + written + "' must be name=value");
            }
            return new NameAndValue(written.substring(0, equals), written.substring(equals + 1));
        }
    }

    /** @throws ParameterException if a name is repeated */
    static Map<String, String> map(CommandSpec command, String option, List<NameAndValue> written) {
        Map<String, String> values = new LinkedHashMap<>();
        for (NameAndValue one : written) {
            if (values.put(one.name(), one.value()) != null) {
                throw new ParameterException(
                        command.commandLine(), option + " " + one.name() + ": must be given once only");
            }
        }
        return values;
    }
}
