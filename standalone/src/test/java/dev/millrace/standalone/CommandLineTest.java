package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every way the command line fails: exit code and sentence, and nothing of a stack trace. */
@Timeout(60)
class CommandLineTest {

    private record Answer(int code, String out, String err) {}

    @TempDir
    Path folder;

    @Test
    void versionAndHelp() {
        assertThat(run("--version").out()).matches("millrace [0-9]+\\.[0-9].*\\s*");
        assertThat(run("--help").out()).contains("Usage: millrace", "up ");
        assertThat(run("up", "--help").out()).contains("--data", "--port", "--demo", "--fsync");
    }

    @Test
    void whatIsNotUnderstoodAnswersTwoAndTheUsage() {
        assertThat(run().code()).isEqualTo(2);
        assertThat(run().err()).startsWith("which command?");
        Answer unknown = run("up", "--prt", "9000");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).startsWith("Unknown option").contains("--port");
    }

    @Test
    void aPortInUseIsSaidBeforeAnythingStarts() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Answer answer = run("up", "--data", folder.resolve("data").toString(), "--port", "" + taken.getLocalPort());
            assertThat(answer.code()).isEqualTo(1);
            assertThat(answer.err())
                    .startsWith("millrace: port " + taken.getLocalPort() + " on 127.0.0.1 is in use")
                    .contains("choose another with --port")
                    .hasLineCount(1);
            assertThat(folder.resolve("data/broker")).doesNotExist();
        }
    }

    @Test
    void aPortThatIsNoneIsSaid() {
        Answer answer = run("up", "--data", folder.resolve("data").toString(), "--port", "70000");
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err()).isEqualToIgnoringNewLines("millrace: --port must be between 0 and 65535, not 70000");
    }

    @Test
    void aFileInPlaceOfTheFolderIsSaid() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertSentence(file, "millrace: the data folder " + file + " cannot be used: it is a file, not a folder");
    }

    @Test
    void aFolderThatCannotBeCreatedIsSaid() throws Exception {
        // Also root cannot make a folder below a file.
        Path below = Files.createFile(folder.resolve("file")).resolve("data");
        assertSentence(below, "millrace: the data folder " + below + " cannot be used: ");
    }

    @Test
    void aFolderOfOtherThingsIsLeftAlone() throws Exception {
        Files.createFile(folder.resolve("thesis.tex"));
        assertSentence(folder, "millrace: the folder " + folder + " holds other files and no data of Millrace");
        assertThat(folder).isDirectoryNotContaining("glob:**format");
    }

    @Test
    void aNewerFormatIsRefused() throws Exception {
        Files.writeString(folder.resolve("format"), "2\n");
        assertSentence(
                folder, "millrace: the data folder " + folder + " has format 2, and this version knows 1 at most");
    }

    @Test
    void aSecondOneOnTheSameFolderIsRefused() {
        try (DataFolder first = DataFolder.open(folder)) {
            assertThat(first.instance()).startsWith("up-");
            assertSentence(folder, "millrace: another millrace is running on the data folder " + folder);
        }
        DataFolder.open(folder).close();
    }

    private static void assertSentence(Path data, String beginning) {
        Answer answer = run("up", "--data", data.toString(), "--port", "0");
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err()).startsWith(beginning).contains("--data").hasLineCount(1);
    }

    private static Answer run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Millrace.execute(new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new Answer(code, out.toString(), err.toString());
    }
}
