package dev.millrace.testkit.simulation;

import java.util.function.Supplier;

/** Something that is not as Kafka and the place of copies promise, or as the worker must use them: to see that the simulation notices. */
public enum Break {
    /** Offsets are committed by themselves, not with the transaction. */
    OFFSETS_APART(FaultyClients.OffsetsApart::new),
    /** Offsets are answered that an open transaction may still change. */
    UNSTABLE_OFFSETS(FaultyClients.UnstableOffsets::new),
    /** A state log is read to its last stable offset only. */
    STABLE_END(FaultyClients.StableEnd::new),
    /** Segments are copied before their commit is known. */
    EARLY_COPIES(FaultyCopies.Early::new),
    /** Copies are taken as they are, damaged or not. */
    DAMAGED_COPIES(FaultyCopies.Unchecked::new),
    /** A state log is trimmed before the commit that allows it is known. */
    EARLY_TRIM(FaultyAppends.EarlyTrim::new),
    /** What is decided but has no marker yet is not waited for. */
    STALE_READS(FaultyClients.StaleReads::new),
    /** Offsets are committed that are short by one. */
    SHORT_OFFSETS(FaultyClients.ShortOffsets::new),
    /** Offsets are not committed at all. */
    NO_OFFSET_COMMITS(FaultyClients.NoOffsetCommits::new),
    /** The record that ends a commit in the state log is acknowledged and lost. */
    LOST_TASK_RECORD(FaultyAppends.LostTaskRecords::new),
    /** All that one commit writes to a state log is acknowledged and lost. */
    LOST_STATE(FaultyAppends.LostState::new),
    /** A task record is written once more with a later commit. */
    REPEATED_TASK_RECORD(FaultyAppends.RepeatedTaskRecords::new),
    /** Results are written twice in one transaction. */
    REPEATED_OUTPUT(FaultyAppends.RepeatedOutputs::new),
    /** A fetch gives the same records twice. */
    REPEATED_INPUT(FaultyClients.RepeatedInputs::new),
    /** Sent records are acknowledged without their offsets. */
    NO_ANSWERED_OFFSETS(FaultyAppends.NoOffsets::new),
    /** Sent records are acknowledged with offsets that are too high. */
    ANSWERED_OFFSETS_AHEAD(FaultyAppends.OffsetsAhead::new),
    /** A commit is reported as a known abort. */
    FALSE_ABORT(FaultyClients.FalseAbort::new),
    /** An abort is reported as a commit. */
    FALSE_COMMIT(FaultyClients.FalseCommit::new),
    /** A worker is told of a revocation only when the partition may be another's. */
    LATE_CALLBACK(FaultyClients.LateCallback::new),
    /** A deletion of records is answered and not done. */
    NO_TRIM(FaultyClients.NoTrim::new),
    /** A commit is answered before anybody has asked the broker for it. */
    EARLY_ANSWER(FaultyClients.EarlyAnswers::new),
    /** A producer stays open when it is closed. */
    NO_CLOSE(FaultyClients.NoClose::new),
    /** A process goes on after its end. */
    SURVIVED_CRASH(FaultyClients.Survivor::new),
    /** A consumer reads on where it was told to go back. */
    NO_REWIND(FaultyClients.NoRewind::new);

    private final Supplier<Fakes> fakes;

    Break(Supplier<Fakes> fakes) {
        this.fakes = fakes;
    }

    /** New ones for each simulation. */
    Fakes fakes() {
        return fakes.get();
    }
}
