package dev.millrace.model.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelMutableAst;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.ast.CelMutableExpr.CelMutableCall;
import dev.cel.common.ast.CelMutableExpr.CelMutableComprehension;
import dev.cel.common.ast.CelMutableExpr.CelMutableSelect;
import dev.millrace.model.json.FieldPath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the fields an expression reads and turns each bare name into a selection from {@code event}: {@code amount} becomes
 * {@code event.amount}. So any name is a field, even {@code type} or {@code int}, and nothing needs to be declared. One expression, one
 * thread.
 */
final class FieldNames {

    /** A field and the id of the expression that reads it. */
    record Read(FieldPath path, long id) {}

    private static final Set<String> TYPES =
            Set.of("int", "uint", "double", "bool", "string", "bytes", "list", "map", "null_type");

    private final List<Read> reads = new ArrayList<>();
    private final List<Read> metaReads = new ArrayList<>();
    private boolean wholeEvent;
    private long nextId;
    private FieldPath bareField;

    /** The parsed expression with its names resolved; afterwards the other methods answer. */
    CelAbstractSyntaxTree resolve(CelAbstractSyntaxTree parsed) {
        CelMutableExpr root = CelMutableAst.fromCelAst(parsed).expr();
        nextId = 1_000_000;
        visit(root, Set.of());
        if (reads.size() == 1 && !isTest(root)) {
            bareField = chain(root, Set.of()).map(this::afterEvent).orElse(null);
        }
        CelMutableAst resolved =
                CelMutableAst.of(root, CelMutableAst.fromCelAst(parsed).source());
        return CelAbstractSyntaxTree.newParsedAst(resolved.toParsedAst().getExpr(), parsed.getSource());
    }

    /** Every field that is read, the longest path known before evaluation. */
    List<Read> reads() {
        return reads;
    }

    /** What is read of {@code meta}. */
    List<Read> metaReads() {
        return metaReads;
    }

    /** Whether {@code event} itself is used as a value, so that any field may be read. */
    boolean readsWholeEvent() {
        return wholeEvent;
    }

    /** The field, when the expression is nothing but its path. */
    Optional<FieldPath> bareField() {
        return Optional.ofNullable(bareField);
    }

    private void visit(CelMutableExpr node, Set<String> bound) {
        Optional<List<String>> path = chain(node, bound);
        if (path.isPresent()) {
            field(node, path.get());
            return;
        }
        switch (node.getKind()) {
            case SELECT -> visit(node.select().operand(), bound);
            case CALL -> call(node.call(), bound);
            case LIST -> node.list().elements().forEach(item -> visit(item, bound));
            case MAP ->
                node.map().entries().forEach(entry -> {
                    visit(entry.key(), bound);
                    visit(entry.value(), bound);
                });
            case STRUCT -> node.struct().entries().forEach(entry -> visit(entry.value(), bound));
            case COMPREHENSION -> comprehension(node.comprehension(), bound);
            default -> {}
        }
    }

    private void call(CelMutableCall call, Set<String> bound) {
        boolean comparison = call.function().equals("_==_") || call.function().equals("_!=_");
        boolean ofTypes = comparison
                && call.args().stream()
                        .anyMatch(arg -> arg.getKind() == Kind.CALL
                                && arg.call().function().equals("type"));
        call.target().filter(target -> !isNamed(target, Set.of("math"))).ifPresent(target -> visit(target, bound));
        for (CelMutableExpr arg : call.args()) {
            if (!ofTypes || !isNamed(arg, TYPES)) {
                visit(arg, bound);
            }
        }
    }

    private static boolean isNamed(CelMutableExpr node, Set<String> names) {
        return node.getKind() == Kind.IDENT && names.contains(node.ident().name());
    }

    private void comprehension(CelMutableComprehension loop, Set<String> bound) {
        visit(loop.iterRange(), bound);
        visit(loop.accuInit(), bound);
        Set<String> inner = new HashSet<>(bound);
        inner.add(loop.iterVar());
        inner.add(loop.iterVar2());
        inner.add(loop.accuVar());
        visit(loop.loopCondition(), inner);
        visit(loop.loopStep(), inner);
        visit(loop.result(), inner);
    }

    /** The names of {@code a.b["c"]}, outermost first, unless it starts at a loop's variable or holds anything else. */
    private static Optional<List<String>> chain(CelMutableExpr node, Set<String> bound) {
        List<String> names = new ArrayList<>();
        CelMutableExpr at = node;
        while (at.getKind() != Kind.IDENT) {
            if (at.getKind() == Kind.SELECT) {
                names.add(0, at.select().field());
                at = at.select().operand();
            } else if (index(at).isPresent()) {
                names.add(0, index(at).get());
                at = at.call().args().get(0);
            } else {
                return Optional.empty();
            }
        }
        names.add(0, at.ident().name());
        return bound.contains(names.get(0)) ? Optional.empty() : Optional.of(names);
    }

    private static Optional<String> index(CelMutableExpr node) {
        if (node.getKind() != Kind.CALL || !node.call().function().equals("_[_]")) {
            return Optional.empty();
        }
        CelMutableExpr key = node.call().args().get(1);
        return key.getKind() == Kind.CONSTANT && key.constant().getKind() == CelConstant.Kind.STRING_VALUE
                ? Optional.of(key.constant().stringValue())
                : Optional.empty();
    }

    private void field(CelMutableExpr node, List<String> names) {
        if (names.get(0).equals("meta")) {
            metaReads.add(new Read(FieldPath.of(names), node.id()));
            return;
        }
        if (!names.get(0).equals("event")) {
            prefix(node);
            names.add(0, "event");
        }
        if (names.size() == 1) {
            wholeEvent = true;
        } else if (!isTest(node)) {
            reads.add(new Read(afterEvent(names), node.id()));
        } else if (names.size() > 2) {
            reads.add(new Read(FieldPath.of(names.subList(1, names.size() - 1)), node.id()));
        }
    }

    /** Puts {@code event.} before the first name of a path. */
    private void prefix(CelMutableExpr path) {
        CelMutableExpr at = path;
        while (at.getKind() != Kind.IDENT) {
            at = at.getKind() == Kind.SELECT
                    ? at.select().operand()
                    : at.call().args().get(0);
        }
        String name = at.ident().name();
        at.setSelect(CelMutableSelect.create(CelMutableExpr.ofIdent(nextId++, "event"), name));
    }

    private FieldPath afterEvent(List<String> names) {
        return names.size() < 2 || !names.get(0).equals("event") ? null : FieldPath.of(names.subList(1, names.size()));
    }

    private static boolean isTest(CelMutableExpr node) {
        return node.getKind() == Kind.SELECT && node.select().testOnly();
    }
}
