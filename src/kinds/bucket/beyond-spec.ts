/** Ends the id of a live lifecycle rule that says more than a spec can, so that the difference is seen. */
export const BEYOND_SPEC = " (with parts that cannot be declared)";
