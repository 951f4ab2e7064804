/** STS: roles that are assumed, as the hub assumes those of its targets. */
import { policyOf } from "./builders/role.ts";
import { type Case, casesOf, documented, model, recorded } from "./case.ts";
import { aDate, aText } from "./match.ts";
import type { Scene } from "./scene.ts";

/** More than IAM needs to show a new role to STS. */
const SPREADS_MS = 10_000;
const CANNOT = documented("IAM User Guide, Troubleshoot IAM roles: I can't assume a role");

interface Trusted {
  readonly principal: object;
  readonly condition?: object;
}

/** A role of the case's own, once STS knows it; whom it trusts is said, or is this account. */
async function aTrusting(scene: Scene, trusted: Trusted = { principal: { AWS: scene.accountId } }) {
  const RoleName = scene.newName("role");
  const Condition = trusted.condition && { Condition: trusted.condition };
  const trust = policyOf({ Effect: "Allow", Principal: trusted.principal, Action: "sts:AssumeRole", ...Condition });
  const { Role } = await scene.iam.createRole({ RoleName, AssumeRolePolicyDocument: trust });
  await scene.pause(SPREADS_MS);
  return { RoleName, RoleArn: Role?.Arn ?? "", RoleId: Role?.RoleId ?? "" };
}

const CREDENTIALS = {
  AccessKeyId: aText(/^ASIA[A-Z2-7]{16}$/),
  SecretAccessKey: aText(/^[\w/+]{40}$/),
  SessionToken: aText(),
  Expiration: aDate(),
};

export const STS_CASES: readonly Case[] = casesOf("STS", [
  {
    id: "T-assume",
    name: "AssumeRole answers credentials that end, and who one is then",
    source: recorded("TestSTSIntegrations::test_assume_role"),
    async run(scene) {
      const { RoleName, RoleArn, RoleId } = await aTrusting(scene);
      await scene.answers(scene.sts.assumeRole({ RoleArn, RoleSessionName: "stagekeeper" }), 200, {
        AssumedRoleUser: {
          Arn: `arn:aws:sts::${scene.accountId}:assumed-role/${RoleName}/stagekeeper`,
          AssumedRoleId: `${RoleId}:stagekeeper`,
        },
        Credentials: CREDENTIALS,
      });
    },
  },
  {
    id: "T-assume-ends",
    name: "credentials of a role end after an hour unless asked otherwise",
    source: model("AssumeRole"),
    async run(scene) {
      const { RoleArn } = await aTrusting(scene);
      const asked = { RoleArn, RoleSessionName: "stagekeeper" };
      const [usual, short] = [await scene.sts.assumeRole(asked), await scene.sts.assumeRole({ ...asked, DurationSeconds: 900 })];
      const ends = [usual, short].map(({ Credentials }) => Credentials?.Expiration?.getTime() ?? 0);
      // The two answers may have come in two seconds.
      scene.same("minutes between their ends", Math.round(((ends[0] ?? 0) - (ends[1] ?? 0)) / 60_000), 45);
    },
  },
  {
    id: "T-arn",
    name: "AssumeRole of what is no ARN: 400 ValidationError",
    source: recorded("TestSTSIntegrations::test_sts_invalid_parameters"),
    async run(scene) {
      for (const RoleArn of ["nothing-valid-in-here", "arn::b:::something/test-role", "arn:a:a::aaaaaaaaaa:"]) {
        const call = scene.sts.assumeRole({ RoleArn, RoleSessionName: "stagekeeper" });
        await scene.refuses(call, 400, "ValidationError", `${RoleArn} is invalid`);
      }
    },
  },
  {
    id: "T-session",
    name: "a session's name has letters, digits and some signs: 400 ValidationError",
    source: recorded("TestSTSIntegrations::test_sts_invalid_parameters"),
    async run(scene) {
      const RoleArn = `arn:aws:iam::${scene.accountId}:role/none`;
      const call = scene.sts.assumeRole({ RoleArn, RoleSessionName: "Session1:2" });
      const text =
        "1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*";
      await scene.refuses(call, 400, "ValidationError", text);
    },
  },
  {
    id: "T-session-long",
    name: "and at most 64 of them: 400 ValidationError",
    source: recorded("TestSTSIntegrations::test_assume_role_session_name_too_long"),
    async run(scene) {
      const RoleArn = `arn:aws:iam::${scene.accountId}:role/none`;
      const name = "s".repeat(65);
      const text = `1 validation error detected: Value '${name}' at 'roleSessionName' failed to satisfy constraint: Member must have length less than or equal to 64`;
      await scene.refuses(scene.sts.assumeRole({ RoleArn, RoleSessionName: name }), 400, "ValidationError", text);
    },
  },
  {
    id: "T-duration",
    name: "a session lasts 15 minutes at least: 400 ValidationError",
    source: model("AssumeRole"),
    async run(scene) {
      const { RoleArn } = await aTrusting(scene);
      const call = scene.sts.assumeRole({ RoleArn, RoleSessionName: "stagekeeper", DurationSeconds: 899 });
      await scene.refuses(call, 400, "ValidationError");
    },
  },
  {
    id: "T-duration-most",
    name: "and no longer than the role's own most: 400 ValidationError",
    source: documented("AssumeRole"),
    async run(scene) {
      const { RoleArn } = await aTrusting(scene);
      const call = scene.sts.assumeRole({ RoleArn, RoleSessionName: "stagekeeper", DurationSeconds: 7_200 });
      await scene.refuses(call, 400, "ValidationError");
    },
  },
  {
    id: "T-untrusted",
    name: "AssumeRole of a role that trusts somebody else: 403 AccessDenied",
    source: CANNOT,
    async run(scene) {
      const { RoleArn } = await aTrusting(scene, { principal: { Service: "lambda.amazonaws.com" } });
      await scene.refuses(scene.sts.assumeRole({ RoleArn, RoleSessionName: "stagekeeper" }), 403, "AccessDenied");
    },
  },
  {
    id: "T-none",
    name: "AssumeRole of a role that there is not: 403 AccessDenied, as if it did not trust",
    source: CANNOT,
    async run(scene) {
      const RoleArn = `arn:aws:iam::${scene.accountId}:role/${scene.newName("none")}`;
      await scene.refuses(scene.sts.assumeRole({ RoleArn, RoleSessionName: "stagekeeper" }), 403, "AccessDenied");
    },
  },
  {
    id: "T-external",
    name: "a trust that asks for an external id refuses those who do not give it: 403 AccessDenied",
    source: documented("IAM User Guide, Access to AWS accounts owned by third parties"),
    async run(scene) {
      const condition = { StringEquals: { "sts:ExternalId": "acme-42" } };
      const { RoleArn } = await aTrusting(scene, { principal: { AWS: scene.accountId }, condition });
      const asked = { RoleArn, RoleSessionName: "stagekeeper" };
      await scene.refuses(scene.sts.assumeRole(asked), 403, "AccessDenied");
      await scene.refuses(scene.sts.assumeRole({ ...asked, ExternalId: "other" }), 403, "AccessDenied");
      const { AssumedRoleUser } = await scene.sts.assumeRole({ ...asked, ExternalId: "acme-42" });
      scene.same("who one is then", AssumedRoleUser?.Arn, aText(/:assumed-role\/.*\/stagekeeper$/));
    },
  },
]);
