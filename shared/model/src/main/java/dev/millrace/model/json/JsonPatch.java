package dev.millrace.model.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Sets and removes fields of a document in one pass over its bytes; what is not touched is copied as it stands. Compiled once for a list
 * of paths, applied to many documents. Immutable; any thread.
 *
 * <p>A field that exists keeps its place, a new one is added at the end of its object. A path through something that is not an object
 * replaces it by one when a value is set there, and leaves it alone when it would only be removed.
 */
public final class JsonPatch {

    private static final class Branch {
        final byte[] name;
        /** As it is written: the name in quotes, and a colon. */
        final byte[] head;

        final List<Branch> children = new ArrayList<>();
        int leaf = -1;

        Branch(byte[] name) {
            this.name = name;
            ByteSink out = new ByteSink(name.length + 3);
            JsonText.write(new String(name, StandardCharsets.UTF_8), out);
            this.head = out.put(':').toBytes();
        }
    }

    private final Branch root = new Branch(new byte[0]);

    /**
     * @throws IllegalArgumentException when one path is the same as, or lies inside, another
     */
    public JsonPatch(List<FieldPath> paths) {
        for (int i = 0; i < paths.size(); i++) {
            FieldPath path = paths.get(i);
            Branch branch = root;
            for (int level = 0; level < path.depth(); level++) {
                if (branch.leaf >= 0) {
                    throw new IllegalArgumentException(
                            "\"" + path + "\" lies inside \"" + paths.get(branch.leaf) + "\", which is set too");
                }
                branch = child(branch, path.utf8(level));
            }
            if (branch.leaf >= 0 || !branch.children.isEmpty()) {
                throw new IllegalArgumentException("\"" + path + "\" is set twice, or a field inside it is set too");
            }
            branch.leaf = i;
        }
    }

    private static Branch child(Branch parent, byte[] name) {
        for (Branch child : parent.children) {
            if (java.util.Arrays.equals(child.name, name)) {
                return child;
            }
        }
        Branch added = new Branch(name);
        parent.children.add(added);
        return added;
    }

    /**
     * The patched document.
     *
     * @param values the JSON value for each path in the order given at construction; null removes the field
     */
    public byte[] apply(byte[] document, byte[][] values) {
        ByteSink out = new ByteSink(document.length + 64);
        rewrite(document, JsonScan.skipSpace(document, 0, document.length), root, values, out);
        return out.toBytes();
    }

    private static void rewrite(byte[] document, int at, Branch branch, byte[][] values, ByteSink out) {
        int start = out.length();
        if (!rewrite(document, at, branch, values, null, out)) {
            out.truncate(start);
            rewrite(document, at, branch, values, lasts(document, at, branch), out);
        }
    }

    /**
     * Rewrites what counts. An object of which a part is changed must be the last of its name, or what the last one hides would come to
     * light; as that is rare, it is only noticed in the first walk and looked for in a second.
     *
     * @param lasts where the last member of each child starts; null in the first walk
     * @return false when the first walk met such a name twice
     */
    private static boolean rewrite(byte[] document, int at, Branch branch, byte[][] values, int[] lasts, ByteSink out) {
        boolean[] met = new boolean[branch.children.size()];
        boolean[] written = new boolean[met.length];
        int start = out.length();
        out.put('{');
        JsonMembers members = new JsonMembers(document, at);
        while (members.next()) {
            int which = match(branch, members);
            if (which < 0) {
                separate(out, start);
                out.put(document, members.memberFrom(), members.valueTo());
                continue;
            }
            Branch child = branch.children.get(which);
            if (child.leaf < 0 && met[which] && lasts == null) {
                return false;
            }
            met[which] = true;
            boolean hidden = child.leaf < 0 && lasts != null && lasts[which] != members.memberFrom();
            if (!hidden && !written[which]) {
                change(document, members, child, values, out, start);
                written[which] = true;
            }
        }
        for (int i = 0; i < written.length; i++) {
            if (!written[i]) {
                create(branch.children.get(i), values, out, start);
            }
        }
        out.put('}');
        return true;
    }

    /** Writes the member that is to be changed in its new form. */
    private static void change(
            byte[] document, JsonMembers members, Branch child, byte[][] values, ByteSink out, int start) {
        if (child.leaf < 0 && document[members.valueFrom()] == '{') {
            name(child, out, start);
            rewrite(document, members.valueFrom(), child, values, out);
        } else if (child.leaf < 0 && !sets(child, values)) {
            separate(out, start);
            out.put(document, members.memberFrom(), members.valueTo());
        } else {
            create(child, values, out, start);
        }
    }

    private static int[] lasts(byte[] document, int at, Branch branch) {
        int[] lasts = new int[branch.children.size()];
        JsonMembers members = new JsonMembers(document, at);
        while (members.next()) {
            int which = match(branch, members);
            if (which >= 0) {
                lasts[which] = members.memberFrom();
            }
        }
        return lasts;
    }

    private static void create(Branch branch, byte[][] values, ByteSink out, int start) {
        if (!sets(branch, values)) {
            return;
        }
        name(branch, out, start);
        if (branch.leaf >= 0) {
            out.put(values[branch.leaf]);
            return;
        }
        int inner = out.length();
        out.put('{');
        for (Branch child : branch.children) {
            create(child, values, out, inner);
        }
        out.put('}');
    }

    private static boolean sets(Branch branch, byte[][] values) {
        if (branch.leaf >= 0) {
            return values[branch.leaf] != null;
        }
        for (Branch child : branch.children) {
            if (sets(child, values)) {
                return true;
            }
        }
        return false;
    }

    private static int match(Branch branch, JsonMembers members) {
        for (int i = 0; i < branch.children.size(); i++) {
            if (members.named(branch.children.get(i).name)) {
                return i;
            }
        }
        return -1;
    }

    private static void name(Branch branch, ByteSink out, int start) {
        separate(out, start);
        out.put(branch.head);
    }

    /** A comma, unless nothing was written since the object's opening brace at {@code start}. */
    private static void separate(ByteSink out, int start) {
        if (out.length() > start + 1) {
            out.put(',');
        }
    }
}
