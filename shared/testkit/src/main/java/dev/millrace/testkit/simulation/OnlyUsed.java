package dev.millrace.testkit.simulation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;

/** Makes a large interface of an object that has only those of its methods that are used; any other throws, naming itself. */
final class OnlyUsed {

    private OnlyUsed() {}

    /** @param has methods of the interface's names, with as many parameters */
    static <T> T of(Class<T> type, Object has) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call(has, method, arguments)));
    }

    private static Object call(Object on, Method asked, Object[] arguments) throws Throwable {
        int count = arguments == null ? 0 : arguments.length;
        for (Class<?> c = on.getClass(); c != null; c = c.getSuperclass()) {
            for (Method method : c.getDeclaredMethods()) {
                if (method.getName().equals(asked.getName())
                        && method.getParameterCount() == count
                        && fits(method.getParameterTypes(), arguments)) {
                    method.setAccessible(true);
                    try {
                        return method.invoke(on, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }
            }
        }
        throw new UnsupportedOperationException(asked.getName() + Arrays.toString(asked.getParameterTypes()));
    }

    private static boolean fits(Class<?>[] types, Object[] arguments) {
        for (int i = 0; i < types.length; i++) {
            boolean fits = types[i].isPrimitive() || arguments[i] == null || types[i].isInstance(arguments[i]);
            if (!fits) {
                return false;
            }
        }
        return true;
    }
}
