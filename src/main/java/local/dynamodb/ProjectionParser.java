package local.dynamodb;

import java.util.List;

/** Parses projection expressions. */
final class ProjectionParser extends ExpressionParser {
    ProjectionParser(String expression, Placeholders placeholders) {
        super("ProjectionExpression", expression, placeholders);
    }

    Projection parse() {
        List<Path> paths = paths();
        expectEnd();
        Path.refuseOverlaps(paths, parameter());
        return new Projection(paths);
    }

    @Override
    Operand function(String name, List<Operand> arguments) {
        throw syntaxError();
    }
}
