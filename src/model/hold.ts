/**
 * What a rollback leaves on what it moved: until the desired state asks for something else than what was left, it stays
 * where a person put it. AWS itself remembers it, so whoever runs next, wherever, respects it.
 */
export interface Hold {
  /** What it was moved away from: the id of a deployment, or a version. */
  readonly from: string;
  /** When it was moved; milliseconds since the epoch, to the second. */
  readonly since: number;
}
