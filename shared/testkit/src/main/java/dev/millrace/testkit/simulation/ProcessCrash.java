package dev.millrace.testkit.simulation;

/** The end of a process, thrown out of its client at some request: no code of the process may run any more. */
public final class ProcessCrash extends Error {
    private static final long serialVersionUID = 1L;

    ProcessCrash(String at) {
        super(at, null, false, false);
    }
}
