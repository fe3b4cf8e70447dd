package dev.millrace.model.expression;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.types.CelType;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import dev.millrace.model.event.Event;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns what the CEL runtime answers into what {@link Expression#evaluate} promises. Stateless; any thread. */
final class JavaValue {

    private JavaValue() {}

    static Object of(Object value, Expression expression, Event event) {
        if (value instanceof Long || value instanceof String || value instanceof Boolean || value instanceof Double) {
            return value;
        } else if (value instanceof NullValue) {
            return null;
        } else if (value instanceof JsonView) {
            return value;
        } else if (value instanceof CelByteString bytes) {
            return Base64.getEncoder().encodeToString(bytes.toByteArray());
        } else if (value instanceof UnsignedLong number) {
            if (number.longValue() < 0) {
                throw expression.failed(number + " does not fit a 64-bit integer", event);
            }
            return number.longValue();
        } else if (value instanceof List<?> list) {
            List<Object> items = new ArrayList<>(list.size());
            list.forEach(item -> items.add(of(item, expression, event)));
            return items;
        } else if (value instanceof Map<?, ?> map) {
            Map<String, Object> members = new LinkedHashMap<>();
            map.forEach((key, member) -> members.put(String.valueOf(key), of(member, expression, event)));
            return members;
        } else if (value instanceof CelType) {
            throw expression.failed("a type is not a value; compare it: type(x) == int", event);
        }
        return value;
    }
}
