package dev.millrace.standalone;

import dev.millrace.broker.BrokerException;
import dev.millrace.platform.StartException;
import java.util.concurrent.CompletionException;

/** What to tell the user about a failure. */
final class Sentence {

    private Sentence() {}

    /** The failure's own sentence where it was written for the user, else its kind and text too. */
    static String of(Throwable failure) {
        if (failure instanceof CompletionException && failure.getCause() != null) {
            return of(failure.getCause());
        }
        boolean forUsers = failure instanceof StartException
                || failure instanceof BrokerException
                || failure instanceof IllegalArgumentException;
        return forUsers ? failure.getMessage() : "unexpected failure: " + failure;
    }
}
