/** Ends the program with one line that says what failed, where, and what to do. */
export class Failure extends Error {}
