package dev.millrace.model.resource;

import java.util.List;
import java.util.Map;

/**
 * One example of what a pipeline does: plain trees, not to be changed.
 *
 * @param name unique within its pipeline
 * @param given events by stream, in the order they arrive
 * @param expect rows by stream; a row matches a result that contains its fields, nothing more may come
 * @param line where it stands in the file, from 1
 */
public record PipelineTest(
        String name,
        Map<String, List<Map<String, Object>>> given,
        Map<String, List<Map<String, Object>>> expect,
        int line) {}
