package dev.millrace.model.json;

import java.util.ArrayList;
import java.util.List;

/** Keeps only the named fields of a document, in the order and the bytes in which they stand. Immutable; any thread. */
public final class JsonSelection {

    private record Branch(byte[] name, boolean whole, List<Branch> children) {}

    private final List<Branch> roots;

    /** @param paths what to keep; a path inside another kept one adds nothing */
    public JsonSelection(List<FieldPath> paths) {
        this.roots = branches(paths, 0);
    }

    private static List<Branch> branches(List<FieldPath> paths, int level) {
        List<Branch> branches = new ArrayList<>();
        List<String> names =
                paths.stream().map(p -> p.names().get(level)).distinct().toList();
        for (String name : names) {
            List<FieldPath> same = paths.stream()
                    .filter(p -> p.names().get(level).equals(name))
                    .toList();
            boolean whole = same.stream().anyMatch(p -> p.depth() == level + 1);
            branches.add(new Branch(same.get(0).utf8(level), whole, whole ? List.of() : branches(same, level + 1)));
        }
        return branches;
    }

    /** The document with the kept fields alone. */
    public byte[] apply(byte[] document) {
        ByteSink out = new ByteSink(document.length);
        keep(document, JsonScan.skipSpace(document, 0, document.length), roots, out);
        return out.toBytes();
    }

    private static void keep(byte[] document, int at, List<Branch> branches, ByteSink out) {
        int start = out.length();
        out.put('{');
        JsonMembers members = new JsonMembers(document, at);
        while (members.next()) {
            Branch branch = match(branches, members);
            boolean object = document[members.valueFrom()] == '{';
            if (branch != null && (branch.whole || object)) {
                if (out.length() > start + 1) {
                    out.put(',');
                }
                out.put(document, members.memberFrom(), branch.whole ? members.valueTo() : members.valueFrom());
                if (!branch.whole) {
                    keep(document, members.valueFrom(), branch.children, out);
                }
            }
        }
        out.put('}');
    }

    private static Branch match(List<Branch> branches, JsonMembers members) {
        for (Branch branch : branches) {
            if (members.named(branch.name)) {
                return branch;
            }
        }
        return null;
    }
}
