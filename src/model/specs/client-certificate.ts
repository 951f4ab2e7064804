import type { Tags } from "../json.ts";

/** A certificate that API Gateway makes, and shows to what stands behind HTTP integrations. AWS knows it by an id alone. */
export interface ClientCertificateSpec {
  readonly description?: string;
  readonly tags?: Tags;
}

export type ClientCertificateIntent = Readonly<Record<string, never>>;

export interface ClientCertificateFacts {
  readonly id: string;
  /** Milliseconds since the epoch; left out where AWS does not say. */
  readonly expiresAt?: number;
}
