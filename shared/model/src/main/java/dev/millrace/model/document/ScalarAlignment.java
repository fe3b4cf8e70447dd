package dev.millrace.model.document;

/**
 * Lays the text of a scalar beside the characters of the file it came from, to find where each of them stands. Escapes, doubled quotes,
 * line folding and indentation are followed closely enough to point at the right word. Stateless; any thread.
 */
final class ScalarAlignment {

    enum Style {
        PLAIN,
        SINGLE_QUOTED,
        DOUBLE_QUOTED,
        BLOCK
    }

    private final int[] file;
    private final Style style;
    private int at;
    private int line;
    private int column;

    private ScalarAlignment(int[] file, int at, int line, int column, Style style) {
        this.file = file;
        this.at = at;
        this.line = line;
        this.column = column;
        this.style = style;
    }

    /**
     * @param file the whole file as code points
     * @param at index of the scalar's first character, its quote or block sign included
     * @param line line of that character, from 1
     * @param column its column, from 1
     */
    static SourceMap align(int[] file, int at, int line, int column, Style style, String text) {
        return new ScalarAlignment(file, at, line, column, style)
                .walk(text.codePoints().toArray());
    }

    private SourceMap walk(int[] text) {
        SourceMap.Builder map = new SourceMap.Builder();
        if (style == Style.BLOCK) {
            while (at < file.length && file[at] != '\n') {
                step();
            }
            skipSpace();
        } else if (style != Style.PLAIN) {
            step();
        }
        map.put(0, line, column);
        for (int offset = 0; offset < text.length; offset++) {
            int wanted = text[offset];
            skipEscapedLineEnd();
            if (here() != wanted && isSpace(here()) && !isSpace(wanted)) {
                skipSpace();
                skipEscapedLineEnd();
            }
            map.put(offset, line, column);
            if (here() != wanted && isSpace(here())) {
                skipSpace();
            } else if (!isSpace(wanted) || here() == wanted) {
                step(written());
            } else if (here() == '\\') {
                step(written());
            }
        }
        return map.build();
    }

    /** How many characters of the file stand for the one character of the text that is here. */
    private int written() {
        if (style == Style.SINGLE_QUOTED && here() == '\'') {
            return 2;
        }
        if (style != Style.DOUBLE_QUOTED || here() != '\\' || at + 1 >= file.length) {
            return 1;
        }
        return switch (file[at + 1]) {
            case 'x' -> 4;
            case 'u' -> 6;
            case 'U' -> 10;
            default -> 2;
        };
    }

    private void skipEscapedLineEnd() {
        while (style == Style.DOUBLE_QUOTED && here() == '\\' && at + 1 < file.length && file[at + 1] == '\n') {
            step();
            skipSpace();
        }
    }

    private void skipSpace() {
        while (at < file.length && isSpace(file[at])) {
            step();
        }
    }

    private void step(int times) {
        for (int i = 0; i < times; i++) {
            step();
        }
    }

    private void step() {
        if (at >= file.length) {
            return;
        }
        if (file[at++] == '\n') {
            line++;
            column = 1;
        } else {
            column++;
        }
    }

    private int here() {
        return at < file.length ? file[at] : -1;
    }

    private static boolean isSpace(int character) {
        return character == ' ' || character == '\t' || character == '\n' || character == '\r';
    }
}
