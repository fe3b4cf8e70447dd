package dev.millrace.benchmarks.compare.job;

import dev.millrace.model.json.FieldPath;
import dev.millrace.model.json.JsonFields;
import dev.millrace.model.json.JsonNumber;
import dev.millrace.model.json.Slice;
import java.util.stream.Stream;

/** Reads whole numbers out of JSON objects, by the names of their fields, with the platform's own scanner. One thread. */
public final class NumberFields {

    private final FieldPath[] paths;
    private final JsonFields fields = new JsonFields();

    public NumberFields(String... names) {
        paths = Stream.of(names).map(FieldPath::parse).toArray(FieldPath[]::new);
    }

    /** Puts the fields' numbers into {@code values}, in the order of the names; false when one is missing or no whole number of up to 18 digits. */
    public boolean read(byte[] json, long[] values) {
        for (int i = 0; i < paths.length; i++) {
            long found = fields.find(json, paths[i]);
            if (found == Slice.ABSENT) {
                return false;
            }
            values[i] = JsonNumber.plainLong(json, Slice.from(found), Slice.to(found));
            if (values[i] == JsonNumber.NOT_PLAIN) {
                return false;
            }
        }
        return true;
    }
}
