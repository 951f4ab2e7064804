import type { Tags } from "../json.ts";

/** An API key. Its name is not unique in AWS. */
export interface ApiKeySpec {
  readonly description?: string;
  readonly enabled?: boolean;
  /** Of the AWS Marketplace. */
  readonly customerId?: string;
  /** A secret. Left out: AWS makes one up, and it is not read. */
  readonly value?: string;
  readonly tags?: Tags;
}

export type ApiKeyIntent = Readonly<Record<string, never>>;

export interface ApiKeyFacts {
  readonly id: string;
}
