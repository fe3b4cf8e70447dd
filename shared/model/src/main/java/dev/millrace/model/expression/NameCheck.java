package dev.millrace.model.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.millrace.model.document.NearestName;
import dev.millrace.model.document.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks the names of an expression where they are known: fields against the scope, {@code meta} always. Stateless; any thread. */
final class NameCheck {

    private NameCheck() {}

    static List<Problem> check(FieldNames names, CelAbstractSyntaxTree ast, Scope scope, CompileMistakes mistakes) {
        List<Problem> problems = new ArrayList<>();
        for (FieldNames.Read read : names.reads()) {
            if (!scope.allows(read.path())) {
                problems.add(mistakes.unknownField(
                        read, offset(ast, read.path().names(), read.id()), scope.nearest(read.path()), "at this step"));
            }
        }
        for (FieldNames.Read read : names.metaReads()) {
            List<String> path = read.path().names();
            if (path.size() > 1 && !MetaView.NAMES.contains(path.get(1))) {
                Optional<String> nearest =
                        NearestName.of(path.get(1), MetaView.NAMES).map(name -> "meta." + name);
                problems.add(
                        mistakes.unknownField(read, offset(ast, path, read.id()), nearest, "in an event's meta data"));
            }
        }
        return problems;
    }

    /** Where the path starts: CEL gives a selection the place of its dot. */
    private static int offset(CelAbstractSyntaxTree ast, List<String> path, long id) {
        int at = ast.getSource().getPositionsMap().getOrDefault(id, 0);
        if (path.size() == 1) {
            return at;
        }
        String source = ast.getSource().getContent().toString();
        int found = source.lastIndexOf(path.get(0), source.offsetByCodePoints(0, at));
        return found < 0 ? at : source.codePointCount(0, found);
    }
}
