package dev.millrace.model.step;

/** What a step was told to do, read and checked. Immutable records; any thread. */
public interface StepSettings {}
