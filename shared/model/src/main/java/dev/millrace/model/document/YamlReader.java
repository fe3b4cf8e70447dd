package dev.millrace.model.document;

import dev.millrace.model.json.JsonTree;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads one text, once. Built on the parser's events rather than its node tree, so that nesting is bounded before it is followed and a key
 * that stands twice is one problem among others.
 */
final class YamlReader {

    private final String text;
    private final LoadSettings settings =
            LoadSettings.builder().setLabel("text").build();
    private final Problems problems = new Problems();
    private int[] codePoints;

    YamlReader(String text) {
        this.text = spacesForTabs(text.startsWith("\uFEFF") ? text.substring(1) : text);
    }

    /** JSON may be indented with tabs, which YAML refuses; inside a string of JSON a tab stands escaped. */
    private static String spacesForTabs(String text) {
        String start = text.stripLeading();
        return start.startsWith("{") || start.startsWith("[") ? text.replace('\t', ' ') : text;
    }

    Documents read() {
        List<Node> roots = new ArrayList<>();
        try {
            Iterator<Event> events = new Parse(settings).parseString(text).iterator();
            while (events.hasNext()) {
                if (events.next().getEventId() == Event.ID.DocumentStart) {
                    Node root = node(events.next(), events, "", 1);
                    if (!(root instanceof Node.Scalar scalar && scalar.value() == null)) {
                        roots.add(root);
                    }
                }
            }
        } catch (MarkedYamlEngineException broken) {
            problems.add(YamlMistakes.explain(broken, text));
        } catch (TooDeepException deep) {
            problems.add(new Problem(
                    "",
                    deep.line,
                    deep.column,
                    "lists and mappings are nested more than " + Documents.MAX_DEPTH + " deep here",
                    null));
        } catch (YamlEngineException broken) {
            problems.add(new Problem("", 0, 0, "this is not YAML: " + broken.getMessage(), null));
        }
        return new Documents(List.copyOf(roots), problems.list());
    }

    private Node node(Event event, Iterator<Event> events, String pointer, int depth) {
        Mark start = event.getStartMark().orElseThrow();
        if (depth > Documents.MAX_DEPTH) {
            throw new TooDeepException(start.getLine() + 1, start.getColumn() + 1);
        }
        if (event instanceof AliasEvent
                || (event instanceof NodeEvent anchored && anchored.getAnchor().isPresent())) {
            refuse(start, pointer, "anchors (&) and aliases (*) are not supported: write the value out");
        }
        return switch (event.getEventId()) {
            case MappingStart -> mapping((CollectionStartEvent) event, start, events, pointer, depth);
            case SequenceStart -> sequence((CollectionStartEvent) event, start, events, pointer, depth);
            case Scalar -> scalar((ScalarEvent) event, start, pointer);
            default -> new Node.Scalar(null, "", false, SourceMap.at(start.getLine() + 1, start.getColumn() + 1));
        };
    }

    private Node mapping(CollectionStartEvent begin, Mark start, Iterator<Event> events, String pointer, int depth) {
        begin.getTag().ifPresent(tag -> refuseTag(tag, start, pointer));
        List<Node.Entry> entries = new ArrayList<>();
        Map<String, Node> seen = new HashMap<>();
        for (Event key = events.next(); key.getEventId() != Event.ID.MappingEnd; key = events.next()) {
            Mark at = key.getStartMark().orElseThrow();
            Node name = node(key, events, pointer, depth + 1);
            String text = name instanceof Node.Scalar scalar ? scalar.text() : name.shape();
            String inner = pointer + "/" + text.replace("~", "~0").replace("/", "~1");
            Node value = node(events.next(), events, inner, depth + 1);
            if (!(name instanceof Node.Scalar)) {
                refuse(at, pointer, "a key must be a text, not " + name.shape());
            } else if (seen.putIfAbsent(text, name) != null) {
                refuse(
                        at,
                        inner,
                        "the key \"" + text + "\" already stands on line "
                                + seen.get(text).line() + ": each key may stand once");
            } else {
                entries.add(new Node.Entry(text, at.getLine() + 1, at.getColumn() + 1, value));
            }
        }
        return new Node.Mapping(start.getLine() + 1, start.getColumn() + 1, entries);
    }

    private Node sequence(CollectionStartEvent begin, Mark start, Iterator<Event> events, String pointer, int depth) {
        begin.getTag().ifPresent(tag -> refuseTag(tag, start, pointer));
        List<Node> items = new ArrayList<>();
        for (Event item = events.next(); item.getEventId() != Event.ID.SequenceEnd; item = events.next()) {
            items.add(node(item, events, pointer + "/" + items.size(), depth + 1));
        }
        return new Node.Sequence(start.getLine() + 1, start.getColumn() + 1, items);
    }

    private Node scalar(ScalarEvent event, Mark start, String pointer) {
        event.getTag().ifPresent(tag -> refuseTag(tag, start, pointer));
        boolean plain = event.isPlain();
        return new Node.Scalar(
                plain ? resolve(event.getValue()) : event.getValue(), event.getValue(), !plain, places(event, start));
    }

    private Object resolve(String value) {
        Tag tag = settings.getSchema().getScalarResolver().resolve(value, true);
        if (tag.equals(Tag.NULL)) {
            return null;
        } else if (tag.equals(Tag.BOOL)) {
            return value.equals("true");
        } else if (tag.equals(Tag.INT)) {
            return JsonTree.integer(value);
        } else if (tag.equals(Tag.FLOAT) && Character.isDigit(value.charAt(value.length() - 1))) {
            return new BigDecimal(value);
        }
        return value;
    }

    private SourceMap places(ScalarEvent event, Mark start) {
        Mark end = event.getEndMark().orElseThrow();
        if (event.isPlain() && start.getLine() == end.getLine()) {
            return SourceMap.at(start.getLine() + 1, start.getColumn() + 1);
        }
        if (codePoints == null) {
            codePoints = text.codePoints().toArray();
        }
        ScalarAlignment.Style style = event.isPlain()
                ? ScalarAlignment.Style.PLAIN
                : event.isSQuoted()
                        ? ScalarAlignment.Style.SINGLE_QUOTED
                        : event.isDQuoted() ? ScalarAlignment.Style.DOUBLE_QUOTED : ScalarAlignment.Style.BLOCK;
        return ScalarAlignment.align(
                codePoints, start.getIndex(), start.getLine() + 1, start.getColumn() + 1, style, event.getValue());
    }

    private void refuseTag(String tag, Mark start, String pointer) {
        if (!tag.equals("!")) {
            refuse(start, pointer, "YAML takes \"" + tag + "\" for a tag, and tags are not supported");
        }
    }

    private void refuse(Mark mark, String pointer, String detail) {
        String suggestion = UnquotedExpression.suggestion(YamlMistakes.line(text, mark.getLine()))
                .orElse(null);
        problems.add(new Problem(pointer, mark.getLine() + 1, mark.getColumn() + 1, detail, suggestion));
    }

    private static final class TooDeepException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int line;
        private final int column;

        TooDeepException(int line, int column) {
            super(null, null, false, false);
            this.line = line;
            this.column = column;
        }
    }
}
