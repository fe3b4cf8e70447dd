package dev.millrace.model.expression;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelFunctionBinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code + - * / %} between an integer and a decimal, which CEL leaves out: the integer becomes a decimal. Stateless. */
final class MixedArithmetic {

    private enum Operator {
        ADD("_+_"),
        SUBTRACT("_-_"),
        MULTIPLY("_*_"),
        DIVIDE("_/_"),
        MODULO("_%_");

        private final String function;

        Operator(String function) {
            this.function = function;
        }

        double of(double a, double b) {
            return switch (this) {
                case ADD -> a + b;
                case SUBTRACT -> a - b;
                case MULTIPLY -> a * b;
                case DIVIDE -> a / b;
                case MODULO -> a % b;
            };
        }

        String overload(String types) {
            return "millrace_" + name().toLowerCase(Locale.ROOT) + "_" + types;
        }
    }

    private MixedArithmetic() {}

    static List<CelFunctionDecl> declarations() {
        List<CelFunctionDecl> declarations = new ArrayList<>();
        for (Operator operator : Operator.values()) {
            List<CelOverloadDecl> overloads = new ArrayList<>();
            overloads.add(overload(operator, "int_double", SimpleType.INT, SimpleType.DOUBLE));
            overloads.add(overload(operator, "double_int", SimpleType.DOUBLE, SimpleType.INT));
            if (operator == Operator.MODULO) {
                overloads.add(overload(operator, "double_double", SimpleType.DOUBLE, SimpleType.DOUBLE));
            }
            declarations.add(CelFunctionDecl.newFunctionDeclaration(operator.function, overloads));
        }
        return declarations;
    }

    private static CelOverloadDecl overload(Operator operator, String types, CelType left, CelType right) {
        return CelOverloadDecl.newGlobalOverload(operator.overload(types), SimpleType.DOUBLE, left, right);
    }

    static List<CelFunctionBinding> bindings() {
        List<CelFunctionBinding> bindings = new ArrayList<>();
        for (Operator operator : Operator.values()) {
            bindings.add(CelFunctionBinding.from(
                    operator.overload("int_double"), Long.class, Double.class, (a, b) -> operator.of(a, b)));
            bindings.add(CelFunctionBinding.from(
                    operator.overload("double_int"), Double.class, Long.class, (a, b) -> operator.of(a, b)));
        }
        bindings.add(CelFunctionBinding.from(
                Operator.MODULO.overload("double_double"),
                Double.class,
                Double.class,
                (a, b) -> Operator.MODULO.of(a, b)));
        return bindings;
    }
}
