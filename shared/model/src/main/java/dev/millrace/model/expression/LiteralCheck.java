package dev.millrace.model.expression;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.millrace.model.document.Problem;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/** Checks the literals that would fail on every event: patterns of {@code matches} and times. Stateless; any thread. */
final class LiteralCheck {

    private LiteralCheck() {}

    static List<Problem> check(CelAbstractSyntaxTree ast, CompileMistakes mistakes) {
        List<Problem> problems = new ArrayList<>();
        CelNavigableAst.fromAst(ast)
                .getRoot()
                .allNodes()
                .filter(node -> node.getKind() == Kind.CALL)
                .forEach(node -> {
                    CelExpr.CelCall call = node.expr().call();
                    if (call.args().isEmpty()) {
                        return;
                    }
                    CelExpr last = call.args().get(call.args().size() - 1);
                    String detail = isText(last)
                            ? mistake(call.function(), last.constant().stringValue())
                            : null;
                    if (detail != null) {
                        int offset = ast.getSource().getPositionsMap().getOrDefault(last.id(), 0);
                        problems.add(mistakes.at(offset, detail, null));
                    }
                });
        return problems;
    }

    private static boolean isText(CelExpr expr) {
        return expr.getKind() == Kind.CONSTANT && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE;
    }

    private static String mistake(String function, String literal) {
        try {
            if (function.equals("matches")) {
                Pattern.compile(literal);
            } else if (function.equals("timestamp")) {
                OffsetDateTime.parse(literal);
            }
            return null;
        } catch (PatternSyntaxException broken) {
            return "this is not a pattern (RE2): " + broken.getDescription();
        } catch (DateTimeParseException broken) {
            return "\"" + literal + "\" is not a time: expected a form like 2026-01-01T00:00:00Z";
        }
    }
}
