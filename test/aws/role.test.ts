import { describe, expect, it } from "vitest";
import { canonicalPolicy } from "../../src/kinds/policy-document.ts";
import { AwsError } from "../../src/sandbox/wire/aws-error.ts";
import { anAccount } from "./account.ts";
import { aRole, BASIC_EXECUTION } from "./builders.ts";
import { converge, destroy, look, owned } from "./driver.ts";

const RoleName = "uploader";
const upload = (bucket: string) =>
  canonicalPolicy({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "s3:PutObject", Resource: `arn:aws:s3:::${bucket}/*` }],
  });

describe("a role", () => {
  it("is made with its policies, and is then in sync with what IAM gives back URL-encoded", async () => {
    const { connection } = anAccount();
    const role = aRole({ inlinePolicies: { allow: upload("a") }, tags: { team: "images" } });

    await converge(connection, [role]);

    expect((await converge(connection, [role])).actions).toEqual([]);
  });

  it("costs one call for all roles of an account", async () => {
    const { connection } = anAccount();
    const roles = [aRole({}, "one"), aRole({}, "two"), aRole({}, "three")];
    await converge(connection, roles);

    const { calls } = await look(connection, roles);

    expect(calls.byOperation).toEqual({ "iam.GetAccountAuthorizationDetails": 1, "sts.GetCallerIdentity": 1 });
  });

  it("is asked for by name when the account's details are denied", async () => {
    const { connection, sandbox } = anAccount();
    const role = aRole({ inlinePolicies: { allow: upload("a") } });
    await converge(connection, [role]);
    const error = new AwsError("AccessDenied", "no", 403);
    sandbox.faults.script(({ operation }) =>
      operation === "GetAccountAuthorizationDetails" ? { type: "fail", when: "before", error } : undefined,
    );

    const pass = await converge(connection, [role]);

    expect(pass.actions).toEqual([]);
    expect(pass.calls.byOperation).toMatchObject({ "iam.GetRole": 1, "iam.ListAttachedRolePolicies": 1, "iam.GetRolePolicy": 1 });
  });

  it("has the description and session length read for all roles in one more call, for the account's details leave them out", async () => {
    const { connection, hand } = anAccount();
    const role = aRole({ description: "Uploads", maxSessionSeconds: 7200 });
    await converge(connection, [role]);

    const changed = await converge(connection, [aRole({ description: "Uploads images" })]);
    expect(changed.calls.byOperation).toMatchObject({ "iam.GetAccountAuthorizationDetails": 1, "iam.ListRoles": 1 });

    expect(changed.actions).toEqual(["update role:uploader description"]);
    // UpdateRole puts what is left out back to its default.
    expect((await hand.iam.getRole({ RoleName })).Role).toMatchObject({
      Description: "Uploads images",
      MaxSessionDuration: 7200,
    });
    expect((await converge(connection, [role])).actions).toEqual(["update role:uploader description"]);
  });

  it("has its description read by name when the list of roles is denied", async () => {
    const { connection, sandbox } = anAccount();
    const role = aRole({ description: "Uploads" });
    await converge(connection, [role]);
    const error = new AwsError("AccessDenied", "no", 403);
    sandbox.faults.script(({ operation }) => (operation === "ListRoles" ? { type: "fail", when: "before", error } : undefined));

    const { observations, calls } = await look(connection, [role]);

    expect(observations.get("role:uploader")).toMatchObject({ live: { spec: { description: "Uploads" } } });
    expect(calls.byOperation["iam.GetRole"]).toBe(1);
  });

  it("loses the policies that are not declared, after those that are have been granted", async () => {
    const { connection, sandbox, hand } = anAccount();
    await converge(connection, [aRole({ inlinePolicies: { allow: upload("a") } })]);
    await hand.iam.putRolePolicy({ RoleName, PolicyName: "by-hand", PolicyDocument: JSON.stringify(upload("x")) });
    const other = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
    await hand.iam.attachRolePolicy({ RoleName, PolicyArn: other });
    sandbox.journal.clear();

    await converge(connection, [aRole({ inlinePolicies: { more: upload("b") } })]);

    const writes = sandbox.journal.writes().map(({ operation }) => operation);
    expect(writes).toEqual(["PutRolePolicy", "DetachRolePolicy", "DeleteRolePolicy", "DeleteRolePolicy"]);
    expect((await hand.iam.listRolePolicies({ RoleName })).PolicyNames).toEqual(["more"]);
    expect((await hand.iam.listAttachedRolePolicies({ RoleName })).AttachedPolicies?.map(({ PolicyArn }) => PolicyArn)).toEqual([
      BASIC_EXECUTION,
    ]);
  });

  it("has a changed trust policy replaced, and tags set and kept", async () => {
    const { connection, hand } = anAccount();
    await converge(connection, [aRole({ tags: { team: "a" } })]);
    await hand.iam.tagRole({ RoleName, Tags: [{ Key: "foreign", Value: "1" }] });
    const trust = canonicalPolicy({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: ["lambda.amazonaws.com", "edgelambda.amazonaws.com"] },
          Action: "sts:AssumeRole",
        },
      ],
    });

    const pass = await converge(connection, [aRole({ trust, tags: { team: "b" } })]);

    expect(pass.actions).toEqual(["update role:uploader tags.team trust.Statement"]);
    const tags = (await hand.iam.listRoleTags({ RoleName })).Tags?.map(({ Key, Value }) => `${Key}=${Value}`).toSorted();
    expect(tags).toEqual(["foreign=1", "stagekeeper:owner=acme", "team=b"]);
    expect((await converge(connection, [aRole({ trust, tags: { team: "b" } })])).actions).toEqual([]);
  });

  it("is deleted with its policies, which IAM refuses to delete along", async () => {
    const { connection, hand } = anAccount();
    await converge(connection, [aRole({ inlinePolicies: { allow: upload("a") } })]);
    expect(await owned(connection, "role", [])).toHaveLength(1);

    await destroy(connection, [aRole()]);

    await expect(hand.iam.getRole({ RoleName })).rejects.toMatchObject({ name: "NoSuchEntityException" });
  });

  it("is unknown, not absent, when nothing of it may be read", async () => {
    const { connection, sandbox } = anAccount();
    await converge(connection, [aRole()]);
    const error = new AwsError("AccessDenied", "no", 403);
    sandbox.faults.script(({ service }) => (service === "iam" ? { type: "fail", when: "before", error } : undefined));

    const { observations } = await look(connection, [aRole()]);

    expect(observations.get("role:uploader")).toMatchObject({ state: "unknown", reason: "denied" });
  });
});
