package dev.millrace.model.expression;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import dev.cel.runtime.standard.AddOperator.AddOverload;
import java.util.List;
import java.util.Set;

/**
 * The functions whose result can be longer than what they are given ({@code +} of texts, bytes and lists, {@code replace}, {@code join}),
 * with a bound: nested often enough they would double their way through the memory. What one evaluation builds with them is counted per
 * thread.
 */
final class BoundedGrowth {

    /** Characters, bytes and list items one evaluation may build, inclusive. */
    static final long MAX = 4L << 20;

    /** CEL's own overloads that are replaced here. */
    static final Set<String> REPLACED = Set.of("add_string", "add_bytes", "add_list");

    private static final ThreadLocal<long[]> SPENT = ThreadLocal.withInitial(() -> new long[1]);

    private BoundedGrowth() {}

    /** Starts counting for a new evaluation on this thread. */
    static void restart() {
        SPENT.get()[0] = 0;
    }

    private static void charge(long amount) {
        long[] spent = SPENT.get();
        spent[0] += amount;
        if (spent[0] > MAX) {
            throw new UnusableValueException("the expression builds more than 4 Mi characters or items");
        }
    }

    static List<CelFunctionDecl> declarations() {
        TypeParamType item = TypeParamType.create("A");
        ListType list = ListType.create(item);
        return List.of(
                CelFunctionDecl.newFunctionDeclaration(
                        "_+_",
                        CelOverloadDecl.newGlobalOverload(
                                "millrace_add_string", SimpleType.STRING, SimpleType.STRING, SimpleType.STRING),
                        CelOverloadDecl.newGlobalOverload(
                                "millrace_add_bytes", SimpleType.BYTES, SimpleType.BYTES, SimpleType.BYTES),
                        CelOverloadDecl.newGlobalOverload("millrace_add_list", list, list, list)),
                CelFunctionDecl.newFunctionDeclaration(
                        "replace",
                        CelOverloadDecl.newMemberOverload(
                                "millrace_replace",
                                SimpleType.STRING,
                                SimpleType.STRING,
                                SimpleType.STRING,
                                SimpleType.STRING)),
                CelFunctionDecl.newFunctionDeclaration(
                        "join",
                        CelOverloadDecl.newMemberOverload(
                                "millrace_join", SimpleType.STRING, ListType.create(SimpleType.STRING)),
                        CelOverloadDecl.newMemberOverload(
                                "millrace_join_separator",
                                SimpleType.STRING,
                                ListType.create(SimpleType.STRING),
                                SimpleType.STRING)));
    }

    static List<CelFunctionBinding> bindings(CelOptions options) {
        CelFunctionBinding addList = AddOverload.ADD_LIST.newFunctionBinding(
                options, RuntimeEquality.create(RuntimeHelpers.create(), options));
        return List.of(
                CelFunctionBinding.from("millrace_add_string", String.class, String.class, (a, b) -> {
                    charge((long) a.length() + b.length());
                    return a + b;
                }),
                CelFunctionBinding.from("millrace_add_bytes", CelByteString.class, CelByteString.class, (a, b) -> {
                    charge((long) a.size() + b.size());
                    return a.concat(b);
                }),
                CelFunctionBinding.from("millrace_add_list", List.class, List.class, (a, b) -> addLists(addList, a, b)),
                CelFunctionBinding.from(
                        "millrace_replace",
                        List.of(String.class, String.class, String.class),
                        args -> replace((String) args[0], (String) args[1], (String) args[2])),
                CelFunctionBinding.from("millrace_join", List.class, list -> join(list, "")),
                CelFunctionBinding.from("millrace_join_separator", List.class, String.class, BoundedGrowth::join));
    }

    /** CEL appends in place to a list it is building itself, so only what is new is charged then. */
    private static Object addLists(CelFunctionBinding add, List<?> a, List<?> b) throws CelEvaluationException {
        Object sum = add.getDefinition().apply(new Object[] {a, b});
        charge(b.size() + (sum == a ? 1L : a.size()));
        return sum;
    }

    private static String replace(String text, String target, String replacement) {
        long count = 0;
        for (int at = text.indexOf(target); at >= 0 && at <= text.length(); at = text.indexOf(target, at)) {
            count++;
            at += Math.max(1, target.length());
            if (at > text.length()) {
                break;
            }
        }
        charge(text.length() + count * Math.max(0, replacement.length() - target.length()));
        return text.replace(target, replacement);
    }

    private static String join(List<?> list, String separator) {
        StringBuilder joined = new StringBuilder();
        boolean first = true;
        for (Object item : list) {
            if (!(item instanceof String text)) {
                throw new UnusableValueException("join() needs a list of texts");
            }
            charge((long) text.length() + separator.length());
            joined.append(first ? "" : separator).append(text);
            first = false;
        }
        return joined.toString();
    }
}
