package dev.millrace.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The commands of a page, each with the output that the page shows for it: {@code sh} blocks and the {@code text} blocks after them. Blocks that begin
 * with {@code # third terminal} are a command that goes on beside the others, and what it has printed by then.
 */
record TutorialPage(List<Step> steps) {

    /** A command, or what the third terminal shows; what is shown is empty where the page shows nothing. */
    record Step(Optional<String> command, boolean thirdTerminal, List<String> shown) {}

    private static final Pattern BLOCK =
            Pattern.compile("^```(sh|text)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final String THIRD = "# third terminal\n";

    static TutorialPage read(String page) {
        List<Step> steps = new ArrayList<>();
        Matcher block = BLOCK.matcher(page);
        while (block.find()) {
            boolean third = block.group(2).startsWith(THIRD);
            String text = third ? block.group(2).substring(THIRD.length()) : block.group(2);
            if (block.group(1).equals("sh")) {
                steps.add(new Step(Optional.of(text.strip()), third, List.of()));
            } else if (third) {
                steps.add(new Step(Optional.empty(), true, text.lines().toList()));
            } else {
                Step command = steps.remove(steps.size() - 1);
                if (command.command().isEmpty()
                        || command.thirdTerminal()
                        || !command.shown().isEmpty()) {
                    throw new AssertionError("no command stands before this output: " + text);
                }
                steps.add(new Step(command.command(), false, text.lines().toList()));
            }
        }
        return new TutorialPage(steps);
    }

    /** Whether all lines are in the output, whole and in their order, others between them; an ellipsis stands for any text. */
    static boolean isShown(List<String> lines, String output) {
        List<String> left = new ArrayList<>(lines);
        output.lines().forEach(line -> {
            if (!left.isEmpty() && matches(left.get(0), line)) {
                left.remove(0);
            }
        });
        return left.isEmpty();
    }

    private static boolean matches(String shown, String line) {
        List<String> parts = new ArrayList<>();
        for (String part : shown.split("…", -1)) {
            parts.add(Pattern.quote(part));
        }
        return line.matches(String.join(".*", parts));
    }
}
