package dev.millrace.testkit.simulation;

/** Something that is not as Kafka and the place of copies promise, or as the worker must use them: to see that the simulation notices. */
public enum Break {
    /** Offsets are committed by themselves, not with the transaction. */
    OFFSETS_APART {
        @Override
        Fakes fakes() {
            return new FaultyClients.OffsetsApart();
        }
    },
    /** Offsets are answered that an open transaction may still change. */
    UNSTABLE_OFFSETS {
        @Override
        Fakes fakes() {
            return new FaultyClients.UnstableOffsets();
        }
    },
    /** A state log is read to its last stable offset only. */
    STABLE_END {
        @Override
        Fakes fakes() {
            return new FaultyClients.StableEnd();
        }
    },
    /** Segments are copied before their commit is known. */
    EARLY_COPIES {
        @Override
        Fakes fakes() {
            return new FaultyCopies.Early();
        }
    },
    /** Copies are taken as they are, damaged or not. */
    DAMAGED_COPIES {
        @Override
        Fakes fakes() {
            return new FaultyCopies.Unchecked();
        }
    },
    /** A state log is trimmed before the commit that allows it is known. */
    EARLY_TRIM {
        @Override
        Fakes fakes() {
            return new FaultyClients.EarlyTrim();
        }
    },
    /** What is decided but has no marker yet is not waited for. */
    STALE_READS {
        @Override
        Fakes fakes() {
            return new FaultyClients.StaleReads();
        }
    },
    /** Offsets are committed that are short by one. */
    SHORT_OFFSETS {
        @Override
        Fakes fakes() {
            return new FaultyClients.ShortOffsets();
        }
    },
    /** Offsets are not committed at all. */
    NO_OFFSET_COMMITS {
        @Override
        Fakes fakes() {
            return new FaultyClients.NoOffsetCommits();
        }
    },
    /** The record that ends a commit in the state log is acknowledged and lost. */
    LOST_TASK_RECORD {
        @Override
        Fakes fakes() {
            return new FaultyClients.LostTaskRecords();
        }
    },
    /** All that one commit writes to a state log is acknowledged and lost. */
    LOST_STATE {
        @Override
        Fakes fakes() {
            return new FaultyClients.LostState();
        }
    },
    /** A task record is written once more with a later commit. */
    REPEATED_TASK_RECORD {
        @Override
        Fakes fakes() {
            return new FaultyClients.RepeatedTaskRecords();
        }
    },
    /** Results are written twice in one transaction. */
    REPEATED_OUTPUT {
        @Override
        Fakes fakes() {
            return new FaultyClients.RepeatedOutputs();
        }
    },
    /** A fetch gives the same records twice. */
    REPEATED_INPUT {
        @Override
        Fakes fakes() {
            return new FaultyClients.RepeatedInputs();
        }
    },
    /** Sent records are acknowledged without their offsets. */
    NO_ANSWERED_OFFSETS {
        @Override
        Fakes fakes() {
            return new FaultyClients.NoOffsets();
        }
    },
    /** Sent records are acknowledged with offsets that are too high. */
    ANSWERED_OFFSETS_AHEAD {
        @Override
        Fakes fakes() {
            return new FaultyClients.OffsetsAhead();
        }
    },
    /** A commit is reported as a known abort. */
    FALSE_ABORT {
        @Override
        Fakes fakes() {
            return new FaultyClients.FalseAbort();
        }
    },
    /** An abort is reported as a commit. */
    FALSE_COMMIT {
        @Override
        Fakes fakes() {
            return new FaultyClients.FalseCommit();
        }
    },
    /** A worker is told of a revocation only when the partition may be another's. */
    LATE_CALLBACK {
        @Override
        Fakes fakes() {
            return new FaultyClients.LateCallback();
        }
    },
    /** A deletion of records is answered and not done. */
    NO_TRIM {
        @Override
        Fakes fakes() {
            return new FaultyClients.NoTrim();
        }
    },
    /** A commit is answered before anybody has asked the broker for it. */
    EARLY_ANSWER {
        @Override
        Fakes fakes() {
            return new FaultyClients.EarlyAnswers();
        }
    },
    /** A producer stays open when it is closed. */
    NO_CLOSE {
        @Override
        Fakes fakes() {
            return new FaultyClients.NoClose();
        }
    },
    /** A process goes on after its end. */
    SURVIVED_CRASH {
        @Override
        Fakes fakes() {
            return new FaultyClients.Survivor();
        }
    },
    /** A consumer reads on where it was told to go back. */
    NO_REWIND {
        @Override
        Fakes fakes() {
            return new FaultyClients.NoRewind();
        }
    };

    abstract Fakes fakes();
}
