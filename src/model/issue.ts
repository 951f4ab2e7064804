/** Something wrong in the desired state, with the place and the remedy. Line and column count from 1. */
export interface Issue {
  readonly severity: "error" | "warning";
  /** Kebab-case and stable: `unknown-property`, `undefined-stage-variable`, … */
  readonly code: string;
  readonly message: string;
  readonly suggestion?: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The lines around the place, with a caret; ready to print. */
  readonly frame?: string;
}

/** Where in the desired state a resource was declared. */
export interface Origin {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}
