/** How much desired state is read before saying that this cannot be meant. */

/** Bytes of one YAML file. */
export const MAX_FILE_BYTES = 5_000_000;
/** Bytes of all YAML files together. */
export const MAX_TOTAL_BYTES = 20_000_000;
export const MAX_FILES = 5_000;
/** Collections within collections of one YAML file. */
export const MAX_DEPTH = 64;
/** Directories within directories. */
export const MAX_DIRECTORIES_DEPTH = 32;
/** Tokens of one YAML file, blanks and line ends included: some 40,000 lines. */
export const MAX_TOKENS = 300_000;
/** References (`*name`) of one YAML file. */
export const MAX_REFERENCES = 200;
/** Issues that are reported; the rest is counted. */
export const MAX_ISSUES = 1_000;
