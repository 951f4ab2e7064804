/**
 * The kinds of resource, and for each the types of its three faces. Adding a kind adds a row to each table here and
 * touches no other file of the model.
 */
import type { AliasFacts, AliasIntent, AliasSpec } from "./specs/alias.ts";
import type { ApiKeyFacts, ApiKeyIntent, ApiKeySpec } from "./specs/api-key.ts";
import type { BucketFacts, BucketIntent, BucketSpec } from "./specs/bucket.ts";
import type { ClientCertificateFacts, ClientCertificateIntent, ClientCertificateSpec } from "./specs/client-certificate.ts";
import type { DeploymentFacts, DeploymentIntent, DeploymentSpec } from "./specs/deployment.ts";
import type { DomainNameFacts, DomainNameIntent, DomainNameSpec } from "./specs/domain-name.ts";
import type { FunctionFacts, FunctionIntent, FunctionSpec } from "./specs/function.ts";
import type { PermissionFacts, PermissionIntent, PermissionSpec } from "./specs/permission.ts";
import type { RestApiFacts, RestApiIntent, RestApiSpec } from "./specs/rest-api.ts";
import type { RoleFacts, RoleIntent, RoleSpec } from "./specs/role.ts";
import type { StageFacts, StageIntent, StageSpec } from "./specs/stage.ts";
import type { UsagePlanFacts, UsagePlanIntent, UsagePlanSpec } from "./specs/usage-plan.ts";
import type { VersionFacts, VersionIntent, VersionSpec } from "./specs/version.ts";

export { KINDS, type Kind } from "./kind-name.ts";

/** The comparable properties of a resource: the same shape on the desired and on the live side, in canonical form. */
export interface Specs {
  readonly bucket: BucketSpec;
  readonly role: RoleSpec;
  readonly function: FunctionSpec;
  readonly version: VersionSpec;
  readonly alias: AliasSpec;
  readonly "rest-api": RestApiSpec;
  readonly permission: PermissionSpec;
  readonly deployment: DeploymentSpec;
  readonly "client-certificate": ClientCertificateSpec;
  readonly stage: StageSpec;
  readonly "api-key": ApiKeySpec;
  readonly "usage-plan": UsagePlanSpec;
  readonly "domain-name": DomainNameSpec;
}

/** What the author asked for that AWS has no property for; never compared, read by `derive` and by providers. */
export interface Intents {
  readonly bucket: BucketIntent;
  readonly role: RoleIntent;
  readonly function: FunctionIntent;
  readonly version: VersionIntent;
  readonly alias: AliasIntent;
  readonly "rest-api": RestApiIntent;
  readonly permission: PermissionIntent;
  readonly deployment: DeploymentIntent;
  readonly "client-certificate": ClientCertificateIntent;
  readonly stage: StageIntent;
  readonly "api-key": ApiKeyIntent;
  readonly "usage-plan": UsagePlanIntent;
  readonly "domain-name": DomainNameIntent;
}

/** What observing a resource learned beyond its spec: physical ids, revisions, states. Never compared. */
export interface FactsOf {
  readonly bucket: BucketFacts;
  readonly role: RoleFacts;
  readonly function: FunctionFacts;
  readonly version: VersionFacts;
  readonly alias: AliasFacts;
  readonly "rest-api": RestApiFacts;
  readonly permission: PermissionFacts;
  readonly deployment: DeploymentFacts;
  readonly "client-certificate": ClientCertificateFacts;
  readonly stage: StageFacts;
  readonly "api-key": ApiKeyFacts;
  readonly "usage-plan": UsagePlanFacts;
  readonly "domain-name": DomainNameFacts;
}
