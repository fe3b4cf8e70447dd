package dev.millrace.engine.operator;

/**
 * Why an event could not be processed.
 *
 * @param detail a sentence for a person: what failed on which value
 * @param line line of the user's file, from 1; 0 where there is none
 * @param column column of the user's file, from 1; 0 where there is none
 */
public record Failure(String detail, int line, int column) {}
