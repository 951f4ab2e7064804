/**
 * Rules of AWS that recordings and documentation taught the sandbox, each with the edit that breaks it there and a case that
 * sees it broken. What no case would see, nobody would notice going wrong.
 */

export interface BrokenRule {
  /** What AWS does. */
  readonly rule: string;
  /** Below `src/sandbox`. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly text: string;
  /** What stands there when the rule is broken. */
  readonly broken: string;
  /** Ids of cases that fail then, and pass otherwise. */
  readonly seenBy: readonly string[];
}

export const BROKEN_RULES: readonly BrokenRule[] = [
  {
    rule: "a stage serves the snapshot of its deployment, not the working copy",
    file: "apigateway/snapshot.ts",
    text: "    snapshot: deployment.snapshot,\n    variables: stage.variables,",
    broken: "    snapshot: freezeApi(api),\n    variables: stage.variables,",
    seenBy: ["P19", "P-deleted-resource"],
  },
  {
    rule: "every method of an API that is deployed has an integration",
    file: "apigateway/deployments.ts",
    text: "methods.some((method) => !method.methodIntegration)",
    broken: "methods.every((method) => !method.methodIntegration)",
    seenBy: ["E02b"],
  },
  {
    rule: "a deployment that a canary points to cannot be deleted",
    file: "apigateway/deployments.ts",
    text: "stage.canarySettings?.deploymentId === deploymentId",
    broken: "stage.deploymentId === deploymentId",
    seenBy: ["E-canary-active"],
  },
  {
    rule: "a canary answers with its overrides laid over the stage's variables",
    file: "apigateway/snapshot.ts",
    text: "variables: { ...stage.variables, ...canary.stageVariableOverrides }",
    broken: "variables: stage.variables",
    seenBy: ["P23"],
  },
  {
    rule: "promoting a canary's variables lays them over the stage's",
    file: "apigateway/canary.ts",
    text: "checkedVariables({ ...stage.variables, ...canary.stageVariableOverrides })",
    broken: "checkedVariables({ ...canary.stageVariableOverrides })",
    seenBy: ["F24"],
  },
  {
    rule: "the first setting of a method copies the settings of all methods",
    file: "apigateway/method-settings.ts",
    text: "settings[key] ?? settings[EVERY_METHOD] ?? DEFAULTS",
    broken: "settings[key] ?? DEFAULTS",
    seenBy: ["F-inherit"],
  },
  {
    rule: "settings of one route go before those of the whole stage",
    file: "gateway/stage-throttle.ts",
    text: 'methodSettings[plain] ?? methodSettings[escaped] ?? methodSettings["*/*"]',
    broken: 'methodSettings["*/*"] ?? methodSettings[plain]',
    seenBy: ["P-throttle-override"],
  },
  {
    rule: "a body is bytes where its media type is one of the API's",
    file: "gateway/media-types.ts",
    text: ": mediaType === pattern;",
    broken: ": false;",
    seenBy: ["P12"],
  },
  {
    rule: "publishing what has not changed answers the version that there is",
    file: "lambda/versions.ts",
    text: "if (newest) return newest;",
    broken: "",
    seenBy: ["G02", "J36"],
  },
  {
    rule: "a version's number is never given again",
    file: "lambda/versions.ts",
    text: "(world.lambda.lastVersion.get(record.name) ?? 0) + 1",
    broken: "record.versions.size + 1",
    seenBy: ["G34"],
  },
  {
    rule: "publishing gives $LATEST a new RevisionId",
    file: "lambda/versions.ts",
    text: "if (!latest.transition) record.latest = { ...latest, revisionId: world.newUuid() };",
    broken: "",
    seenBy: ["L-publish-revisions"],
  },
  {
    rule: "a write with an old RevisionId is refused",
    file: "lambda/lifecycle.ts",
    text: 'if (revisionId !== undefined && revisionId !== latest.revisionId) throw staleRevision("GetFunction/GetAlias");',
    broken: "",
    seenBy: ["G03"],
  },
  {
    rule: "a function that is being made cannot be changed",
    file: "lambda/lifecycle.ts",
    text: 'if (latest.transition?.kind === "creating") throw notInState("Pending");',
    broken: "",
    seenBy: ["J32"],
  },
  {
    rule: "an alias goes by a policy of its own and inherits none",
    file: "runtime/invoke.ts",
    text: 'record.policies.get(qualifier === undefined || qualifier === LATEST ? "" : qualifier)',
    broken: 'record.policies.get("")',
    seenBy: ["P21", "P-permission-qualifier"],
  },
  {
    rule: "an alias sends its weight's share to the other version",
    file: "runtime/invoke.ts",
    text: "additional && world.random() < additional.weight",
    broken: "additional && additional.weight > 1",
    seenBy: ["P22"],
  },
  {
    rule: "Lambda cannot assume a role that IAM has only just made",
    file: "iam/roles.ts",
    text: "world.clock.now() + 4000 + Math.floor(world.random() * 4000)",
    broken: "world.clock.now()",
    seenBy: ["I-not-assumable-yet"],
  },
  {
    rule: "an alias shares traffic between versions of one role only",
    file: "lambda/aliases.ts",
    text: "if (served && shared) requireAlike(served, shared);",
    broken: "",
    seenBy: ["L-alias-roles"],
  },
  {
    rule: "a checksum whose algorithm is named is there",
    file: "s3/checksums.ts",
    text: 'if (headers[named] === undefined || headers["x-amz-trailer"] !== undefined) return undefined;',
    broken: "return undefined;",
    seenBy: ["U-checksum-header"],
  },
  {
    rule: "what is archived cannot be read",
    file: "s3/read-objects.ts",
    text: "      refuseArchived(object);",
    broken: "",
    seenBy: ["U-archived"],
  },
];
