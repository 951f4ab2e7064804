/** What stagekeeper makes of one property of an AWS operation, and the tables that say so: one file a service. */

export type Row =
  /** `by`: the path of the property of desired state that says it, or that it follows from. */
  | { readonly is: "supported"; readonly by: string; readonly patch?: string }
  | { readonly is: "not applicable"; readonly why: string }
  | { readonly is: "not yet" };

/** By path of the property, as in `Rules[].Filter.Prefix`; one that ends in `.**` is about all below it, and supports none. */
export type Rows = Readonly<Record<string, Row>>;

/** One kind of thing that AWS keeps, and what can be written of it. */
export interface Covered {
  readonly name: string;
  /** Whose inputs write it. */
  readonly operations: readonly string[];
  /** An operation whose output tells what can be patched, for the inputs of such operations name no properties. */
  readonly patched?: string;
  readonly rows: Rows;
}

export interface ServiceCoverage {
  readonly title: string;
  /** The SDK's client, with its schemas. */
  readonly client: object;
  /** What all of its operations have, whatever they write. */
  readonly common: Rows;
  readonly resources: readonly Covered[];
}

/** `patch`: the path of the patch operation that writes it, where no input has it; `*` stands for one part of the path. */
export function by(path: string, patch?: string): Row {
  return { is: "supported", by: path, ...(patch !== undefined && { patch }) };
}

export function never(why: string): Row {
  return { is: "not applicable", why };
}

export const NOT_YET: Row = { is: "not yet" };

export const READ_ONLY = never("read only");
export const WHICH = never("says which one is written");
export const GUARD = never("guards the request, and is no state");
