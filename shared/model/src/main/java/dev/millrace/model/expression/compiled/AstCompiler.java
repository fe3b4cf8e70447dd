package dev.millrace.model.expression.compiled;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.millrace.model.expression.compiled.Arithmetic.Operator;
import dev.millrace.model.expression.compiled.Operand.Kind;
import dev.millrace.model.expression.compiled.TextTest.Place;
import dev.millrace.model.json.FieldPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Turns a checked expression into nodes. Every method throws {@link LeftToRuntimeException} for what is not covered. One expression, one
 * thread.
 */
final class AstCompiler {

    private static final Map<String, Relation> RELATIONS = Map.of(
            "_==_", Relation.EQUAL,
            "_!=_", Relation.UNEQUAL,
            "_<_", Relation.LESS,
            "_<=_", Relation.AT_MOST,
            "_>_", Relation.GREATER,
            "_>=_", Relation.AT_LEAST);
    private static final Map<String, Operator> OPERATORS = Map.of(
            "_+_", Operator.ADD,
            "_-_", Operator.SUBTRACT,
            "_*_", Operator.MULTIPLY,
            "_/_", Operator.DIVIDE,
            "_%_", Operator.MODULO);
    private static final Map<String, Place> PLACES =
            Map.of("startsWith", Place.START, "endsWith", Place.END, "contains", Place.ANYWHERE);

    private final CelAbstractSyntaxTree checked;
    private final Map<List<String>, FieldPath> paths = new HashMap<>();

    AstCompiler(CelAbstractSyntaxTree checked) {
        this.checked = checked;
    }

    Node compile() {
        return node(checked.getExpr());
    }

    private Node node(CelExpr expr) {
        if (expr.getKind() == ExprKind.Kind.CONSTANT) {
            return literal(expr.constant());
        }
        Optional<List<String>> names = names(expr);
        if (names.isPresent()) {
            return expr.getKind() == ExprKind.Kind.SELECT && expr.select().testOnly()
                    ? presence(names.get())
                    : field(expr, names.get());
        }
        if (expr.getKind() == ExprKind.Kind.CALL) {
            return call(expr);
        }
        throw LeftToRuntimeException.leave();
    }

    private static Literal literal(CelConstant constant) {
        return switch (constant.getKind()) {
            case NULL_VALUE -> Literal.ofNull();
            case BOOLEAN_VALUE -> Literal.of(constant.booleanValue());
            case INT64_VALUE -> Literal.of(constant.int64Value());
            case DOUBLE_VALUE -> Literal.of(constant.doubleValue());
            case STRING_VALUE -> Literal.of(constant.stringValue());
            default -> throw LeftToRuntimeException.leave();
        };
    }

    /** The names after {@code event}, outermost first, at least one; empty when the expression is no such path. */
    private static Optional<List<String>> names(CelExpr expr) {
        List<String> names = new ArrayList<>();
        CelExpr at = expr;
        while (at.getKind() != ExprKind.Kind.IDENT) {
            if (at.getKind() == ExprKind.Kind.SELECT
                    && (at == expr || !at.select().testOnly())) {
                names.add(0, at.select().field());
                at = at.select().operand();
            } else if (at.getKind() == ExprKind.Kind.CALL && isMember(at.call())) {
                names.add(0, at.call().args().get(1).constant().stringValue());
                at = at.call().args().get(0);
            } else {
                return Optional.empty();
            }
        }
        return at.ident().name().equals("event") && !names.isEmpty() ? Optional.of(names) : Optional.empty();
    }

    private static boolean isMember(CelCall call) {
        return call.function().equals("_[_]") && isConstant(call.args().get(1), CelConstant.Kind.STRING_VALUE);
    }

    private static boolean isConstant(CelExpr expr, CelConstant.Kind kind) {
        return expr.getKind() == ExprKind.Kind.CONSTANT && expr.constant().getKind() == kind;
    }

    private Field field(CelExpr expr, List<String> names) {
        FieldPath[] levels = new FieldPath[names.size()];
        int[] offsets = new int[names.size()];
        CelExpr at = expr;
        for (int i = names.size() - 1; i >= 0; i--) {
            boolean selected = at.getKind() == ExprKind.Kind.SELECT;
            Integer offset = checked.getSource().getPositionsMap().get(at.id());
            levels[i] = path(names.subList(0, i + 1));
            offsets[i] = selected && offset != null ? offset : Field.BY_INDEX;
            at = selected ? at.select().operand() : at.call().args().get(0);
        }
        return new Field(levels, offsets);
    }

    private FieldPresence presence(List<String> names) {
        List<String> object = names.subList(0, names.size() - 1);
        return new FieldPresence(object.isEmpty() ? null : path(object), path(names));
    }

    /** One object for one field: events that know their fields know them by it. */
    private FieldPath path(List<String> names) {
        return paths.computeIfAbsent(List.copyOf(names), FieldPath::of);
    }

    private Node call(CelExpr expr) {
        CelCall call = expr.call();
        List<CelExpr> args = new ArrayList<>(call.args());
        call.target().ifPresent(target -> args.add(0, target));
        if (args.isEmpty()) {
            throw LeftToRuntimeException.leave();
        }
        Node first = node(args.get(0));
        return switch (args.size()) {
            case 1 -> unary(expr, first);
            case 2 ->
                call.function().equals("@in")
                        ? membership(first, literals(args.get(1)))
                        : binary(expr, first, node(args.get(1)));
            case 3 -> choice(call.function(), first, args);
            default -> throw LeftToRuntimeException.leave();
        };
    }

    private Overloads overloads(CelExpr call) {
        return Overloads.of(checked.getReferenceOrThrow(call.id()).overloadIds());
    }

    private static Literal[] literals(CelExpr list) {
        if (list.getKind() != ExprKind.Kind.LIST) {
            throw LeftToRuntimeException.leave();
        }
        return list.list().elements().stream()
                .map(item -> {
                    if (item.getKind() != ExprKind.Kind.CONSTANT) {
                        throw LeftToRuntimeException.leave();
                    }
                    return literal(item.constant());
                })
                .toArray(Literal[]::new);
    }

    private Node choice(String function, Node condition, List<CelExpr> args) {
        if (!function.equals("_?_:_")) {
            throw LeftToRuntimeException.leave();
        }
        return new Choice(condition, node(args.get(1)), node(args.get(2)));
    }

    private Node unary(CelExpr call, Node operand) {
        return switch (call.call().function()) {
            case "!_" -> new Choice(operand, Literal.of(false), Literal.of(true));
            case "-_" -> new Minus(overloads(call), operand);
            case "size" -> new Size(overloads(call), operand);
            case "int" -> new Conversion(Kind.INTEGER, overloads(call), operand);
            case "double" -> new Conversion(Kind.DECIMAL, overloads(call), operand);
            case "string" -> new Conversion(Kind.TEXT, overloads(call), operand);
            default -> throw LeftToRuntimeException.leave();
        };
    }

    private Node binary(CelExpr call, Node left, Node right) {
        String function = call.call().function();
        Relation relation = RELATIONS.get(function);
        Operator operator = OPERATORS.get(function);
        Place place = PLACES.get(function);
        if (relation != null) {
            return left instanceof Literal && right instanceof Field
                    ? comparison(relation.reversed(), overloads(call).reversed(), right, left)
                    : comparison(relation, overloads(call), left, right);
        } else if (operator != null) {
            return new Arithmetic(operator, overloads(call), left, right);
        } else if (place != null) {
            return new TextTest(place, left, right);
        } else if (function.equals("_&&_")) {
            return Junction.and(left, right);
        } else if (function.equals("_||_")) {
            return Junction.or(left, right);
        }
        throw LeftToRuntimeException.leave();
    }

    private static Node comparison(Relation relation, Overloads overloads, Node left, Node right) {
        if (left instanceof Field field && right instanceof Literal literal) {
            Kind kind = literal.kind();
            boolean takesAll = !relation.isOrder()
                    || overloads.take(kind, kind)
                            && (!kind.isNumber()
                                    || overloads.take(Kind.INTEGER, kind) && overloads.take(Kind.DECIMAL, kind));
            if (takesAll && isNumberOrText(literal)) {
                return fieldComparison(relation, field, literal);
            }
        }
        return new Comparison(relation, overloads, left, right);
    }

    private static FieldCondition fieldComparison(Relation relation, Field field, Literal literal) {
        return literal.kind() == Kind.TEXT
                ? new FieldTextComparison(relation, field, literal.text())
                : new FieldNumberComparison(relation, field, literal);
    }

    private static Node membership(Node value, Literal... items) {
        if (value instanceof Field field
                && items.length > 0
                && Stream.of(items).allMatch(AstCompiler::isNumberOrText)) {
            return new FieldMembership(
                    field,
                    Stream.of(items)
                            .map(item -> fieldComparison(Relation.EQUAL, field, item))
                            .toArray(FieldCondition[]::new));
        }
        throw LeftToRuntimeException.leave();
    }

    private static boolean isNumberOrText(Literal literal) {
        return literal.kind().isNumber() || literal.kind() == Kind.TEXT;
    }
}
