package local.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import local.dynamodb.Condition.Comparator;
import local.dynamodb.Value.Scalar;

/**
 * The key condition of a query: one partition, and a range of sort keys.
 *
 * @param lower no item with a smaller sort key matches; empty if there is no such bound
 * @param upper no item with a greater sort key matches; empty if there is no such bound
 * @param condition decides which items match within these bounds
 */
record KeyCondition(Scalar partition, Optional<Scalar> lower, Optional<Scalar> upper, Condition condition) {
    /** One condition on one attribute, in the form attribute, comparison, values. */
    private record Term(String attribute, boolean equality, Optional<Scalar> lower, Optional<Scalar> upper) {}

    static KeyCondition of(Condition condition, KeySchema schema) {
        List<Term> terms = new ArrayList<>();
        collect(condition, terms);
        if (terms.size() > 2) {
            throw ServiceError.validation("Conditions can be of length 1 or 2 only");
        }
        Term partition = find(terms, schema, schema.partition())
                .orElseThrow(() -> missing(schema.partition().name()));
        if (!partition.equality()) {
            throw ServiceError.validation("Query key condition not supported");
        }
        Optional<Term> sort = schema.sort().flatMap(attribute -> find(terms, schema, attribute));
        if (terms.size() == 2 && sort.isEmpty()) {
            throw schema.sort()
                    .map(attribute -> missing(attribute.name()))
                    .orElseGet(() -> ServiceError.validation("Query key condition not supported"));
        }
        return new KeyCondition(
                partition.lower().orElseThrow(), sort.flatMap(Term::lower), sort.flatMap(Term::upper), condition);
    }

    private static ServiceError missing(String attribute) {
        return ServiceError.validation("Query condition missed key schema element: " + attribute);
    }

    private static Optional<Term> find(List<Term> terms, KeySchema schema, KeySchema.Attribute attribute) {
        List<Term> found = terms.stream()
                .filter(term -> term.attribute().equals(attribute.name()))
                .toList();
        if (found.size() > 1) {
            throw invalid("KeyConditionExpressions must only contain one condition per key");
        }
        for (Term term : found) {
            if (term.lower()
                    .or(term::upper)
                    .filter(value -> value.type() == attribute.type())
                    .isEmpty()) {
                throw ServiceError.validation("One or more parameter values were invalid: Condition parameter type does"
                        + " not match schema type");
            }
            term.lower().ifPresent(value -> schema.check(attribute, value));
            term.upper().ifPresent(value -> schema.check(attribute, value));
        }
        return found.stream().findFirst();
    }

    private static void collect(Condition condition, List<Term> terms) {
        if (condition instanceof Condition.And and) {
            collect(and.left(), terms);
            collect(and.right(), terms);
        } else if (condition instanceof Condition.Comparison comparison) {
            terms.add(comparison(comparison));
        } else if (condition instanceof Condition.Between between) {
            terms.add(new Term(
                    attribute(between.operand()),
                    false,
                    Optional.of(scalar(between.lower())),
                    Optional.of(scalar(between.upper()))));
        } else if (condition instanceof Condition.BeginsWith beginsWith) {
            terms.add(new Term(
                    attribute(beginsWith.operand()), false, Optional.of(prefix(beginsWith)), Optional.empty()));
        } else {
            throw notAllowed(condition);
        }
    }

    private static Term comparison(Condition.Comparison comparison) {
        if (comparison.left() instanceof Operand.Literal && !(comparison.right() instanceof Operand.Literal)) {
            return comparison(comparison.mirrored());
        }
        String attribute = attribute(comparison.left());
        Optional<Scalar> value = Optional.of(scalar(comparison.right()));
        return switch (comparison.comparator()) {
            case EQ -> new Term(attribute, true, value, value);
            case LT, LE -> new Term(attribute, false, Optional.empty(), value);
            case GT, GE -> new Term(attribute, false, value, Optional.empty());
            case NE -> throw notAllowed(Comparator.NE.sign());
        };
    }

    private static String attribute(Operand operand) {
        if (operand instanceof Operand.At at) {
            if (at.path().isNested()) {
                throw invalid("KeyConditionExpressions cannot have conditions on nested attributes");
            }
            return at.path().attribute();
        }
        if (operand instanceof Operand.SizeOf) {
            throw invalid("KeyConditionExpressions cannot contain nested operations");
        }
        throw invalid("No key attribute specified");
    }

    private static Scalar scalar(Operand operand) {
        if (operand instanceof Operand.Literal literal && literal.value() instanceof Scalar scalar) {
            return scalar;
        }
        throw operand instanceof Operand.Literal
                ? ServiceError.validation(
                        "One or more parameter values were invalid: Condition parameter type does not match schema type")
                : invalid("Key conditions can only compare a key attribute with a value");
    }

    private static Scalar prefix(Condition.BeginsWith beginsWith) {
        Scalar prefix = scalar(beginsWith.prefix());
        if (prefix instanceof Value.Numeric) {
            throw ServiceError.validation(
                    "One or more parameter values were invalid: ComparisonOperator BEGINS_WITH is not valid for N"
                            + " AttributeValue type");
        }
        return prefix;
    }

    private static ServiceError notAllowed(Condition condition) {
        if (condition instanceof Condition.Or) {
            return notAllowed("OR");
        } else if (condition instanceof Condition.Not) {
            return notAllowed("NOT");
        } else if (condition instanceof Condition.In) {
            return notAllowed("IN");
        } else if (condition instanceof Condition.Exists) {
            return notAllowed("attribute_exists");
        } else if (condition instanceof Condition.NotExists) {
            return notAllowed("attribute_not_exists");
        } else if (condition instanceof Condition.Contains) {
            return notAllowed("contains");
        }
        return notAllowed("attribute_type");
    }

    private static ServiceError notAllowed(String operator) {
        return invalid("Invalid operator used in KeyConditionExpression: " + operator);
    }

    private static ServiceError invalid(String reason) {
        return ServiceError.validation("Invalid KeyConditionExpression: " + reason);
    }
}
