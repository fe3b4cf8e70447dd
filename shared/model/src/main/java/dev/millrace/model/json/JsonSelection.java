package dev.millrace.model.json;

import java.util.ArrayList;
import java.util.List;

/** Keeps only the named fields of a document, in the order and the bytes in which they stand. Immutable; any thread. */
public final class JsonSelection {

    private static final class Branch {
        final byte[] name;
        final boolean whole;
        final List<Branch> children;

        Branch(byte[] name, boolean whole, List<Branch> children) {
            this.name = name;
            this.whole = whole;
            this.children = children;
        }
    }

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
        if (!keep(document, at, branches, null, out)) {
            out.truncate(start);
            keep(document, at, branches, lasts(document, at, branches), out);
        }
    }

    /**
     * Keeps what counts. An object of which only a part is kept must be the last of its name, or what the last one hides would come to
     * light; as that is rare, it is only noticed in the first walk and looked for in a second.
     *
     * @param lasts where the last member of each branch starts; null in the first walk
     * @return false when the first walk met a branch twice
     */
    private static boolean keep(byte[] document, int at, List<Branch> branches, int[] lasts, ByteSink out) {
        int start = out.length();
        boolean[] seen = new boolean[branches.size()];
        out.put('{');
        JsonMembers members = new JsonMembers(document, at);
        while (members.next()) {
            int which = match(branches, members);
            if (which < 0) {
                continue;
            }
            Branch branch = branches.get(which);
            if (!branch.whole) {
                if (lasts == null && seen[which]) {
                    return false;
                }
                seen[which] = true;
                boolean hidden = lasts != null && lasts[which] != members.memberFrom();
                if (hidden || document[members.valueFrom()] != '{') {
                    continue;
                }
            }
            if (out.length() > start + 1) {
                out.put(',');
            }
            out.put(document, members.memberFrom(), branch.whole ? members.valueTo() : members.valueFrom());
            if (!branch.whole) {
                keep(document, members.valueFrom(), branch.children, out);
            }
        }
        out.put('}');
        return true;
    }

    private static int[] lasts(byte[] document, int at, List<Branch> branches) {
        int[] lasts = new int[branches.size()];
        JsonMembers members = new JsonMembers(document, at);
        while (members.next()) {
            int which = match(branches, members);
            if (which >= 0) {
                lasts[which] = members.memberFrom();
            }
        }
        return lasts;
    }

    private static int match(List<Branch> branches, JsonMembers members) {
        for (int i = 0; i < branches.size(); i++) {
            if (members.named(branches.get(i).name)) {
                return i;
            }
        }
        return -1;
    }
}
