/** What the API Gateway control plane remembers of what an API tells of its parts. */
import type { DocumentationPartLocation } from "@aws-sdk/client-api-gateway";

export interface DocumentationPartState {
  readonly id: string;
  readonly location: DocumentationPartLocation;
  /** JSON text, as given. */
  readonly properties: string;
}

export interface DocumentationVersionState {
  readonly version: string;
  readonly createdDate: Date;
  readonly description?: string | undefined;
}
