package dev.millrace.model.expression;

import dev.cel.checker.CelStandardDeclarations;
import dev.cel.common.CelOptions;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelStringExtensions;
import dev.cel.extensions.CelStringExtensions.Function;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * CEL as Millrace speaks it: standard functions and macros, the string and math extensions, mixed arithmetic, and bounds. One compiler and
 * one runtime for all; any thread.
 */
final class ExpressionLanguage {

    /** The longest expression in characters, inclusive. */
    static final int MAX_LENGTH = 4096;

    /** How deep an expression may nest, or how many operators of one kind it may chain, inclusive. */
    static final int MAX_NESTING = 64;

    /** How many items the macros of one evaluation may visit, inclusive. */
    static final int MAX_ITERATIONS = 10_000;

    private static final CelOptions OPTIONS = CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .evaluateCanonicalTypesToNativeValues(true)
            .maxExpressionCodePointSize(MAX_LENGTH)
            .maxParseRecursionDepth(MAX_NESTING)
            .comprehensionMaxIterations(MAX_ITERATIONS)
            .build();

    private static final CelStringExtensions STRINGS = CelExtensions.strings(
            Function.CHAR_AT,
            Function.INDEX_OF,
            Function.LAST_INDEX_OF,
            Function.LOWER_ASCII,
            Function.SPLIT,
            Function.SUBSTRING,
            Function.TRIM,
            Function.UPPER_ASCII);

    static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setStandardEnvironmentEnabled(false)
            .setStandardDeclarations(CelStandardDeclarations.newBuilder()
                    .filterFunctions((function, overload) -> !BoundedGrowth.REPLACED.contains(
                            overload.celOverloadDecl().overloadId()))
                    .build())
            .addLibraries(STRINGS, CelExtensions.math(OPTIONS))
            .addFunctionDeclarations(MixedArithmetic.declarations())
            .addFunctionDeclarations(BoundedGrowth.declarations())
            .addVar("event", SimpleType.DYN)
            .addVar("meta", SimpleType.DYN)
            .build();

    static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .addLibraries(STRINGS, CelExtensions.math(OPTIONS))
            .addFunctionBindings(MixedArithmetic.bindings())
            .addFunctionBindings(BoundedGrowth.bindings(OPTIONS))
            .build();

    private ExpressionLanguage() {}

    /** Names a user can call, for suggestions. */
    static Collection<String> functionNames() {
        Set<String> names = new TreeSet<>(
                Set.of("has", "all", "exists", "exists_one", "map", "filter", "replace", "join", "greatest", "least"));
        names.addAll(CelStandardDeclarations.getAllFunctionNames());
        STRINGS.functions().forEach(function -> names.add(function.name()));
        CelExtensions.getAllFunctionNames().stream()
                .filter(name -> name.startsWith("math."))
                .forEach(name -> names.add(name.substring("math.".length())));
        names.removeIf(name -> !name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_')
                || name.startsWith("_")
                || name.contains("@"));
        return names;
    }
}
