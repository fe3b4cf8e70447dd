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
    };

    abstract Fakes fakes();
}
