import type { Ref } from "../ref.ts";

/**
 * A snapshot of a REST API, found by the fingerprint in its description. Immutable.
 * `fingerprint` left out: that of the live working copy, for an API that someone else defines.
 */
export interface DeploymentSpec {
  readonly apiId?: string | Ref;
  readonly fingerprint?: string;
}

/** `revision` is noted in the description for people; it is not compared. */
export interface DeploymentIntent {
  readonly revision: string;
}

export interface DeploymentFacts {
  readonly id: string;
  /** When it was made, milliseconds since the epoch; left out: AWS does not say. */
  readonly madeAt?: number;
}
