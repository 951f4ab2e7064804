import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  type CreateRoleCommandInput,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetAccountAuthorizationDetailsCommand,
  GetPolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesForRoleCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
} from "@aws-sdk/client-iam";
import { CreateFunctionCommand } from "@aws-sdk/client-lambda";
import { beforeEach, describe, expect, it } from "vitest";
import { ACCOUNT, aFunction, type LambdaAccount, lambdaAccount, type Refusal, refusal, trustOf } from "./lambda-account.ts";

const BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
const TRUST = trustOf("lambda.amazonaws.com");
const NO_ROLE = iamError(404, "NoSuchEntityException", "The role with name none cannot be found.");

let account: LambdaAccount;

beforeEach(async () => {
  account = await lambdaAccount();
});

function iamError(status: number, name: string, message: string): Refusal {
  // IAM's envelope has a type too, which says whose fault it was.
  return { name, status, message, type: "Sender" };
}

function malformed(message: string): Refusal {
  return iamError(400, "MalformedPolicyDocumentException", message);
}

const createRole = (input: Partial<CreateRoleCommandInput> = {}) =>
  account.iam.send(new CreateRoleCommand({ RoleName: "uploader", AssumeRolePolicyDocument: TRUST, ...input }));
const getRole = async (RoleName = "uploader") => (await account.iam.send(new GetRoleCommand({ RoleName }))).Role;

function allowing(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
}

describe("CreateRole", () => {
  it("answers the role with its trust URL-encoded after RFC 3986", async () => {
    const trust = allowing({ Sid: "It's(*)!", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" });
    const { Role } = await createRole({
      Path: "/team/",
      AssumeRolePolicyDocument: trust,
      Tags: [{ Key: "team", Value: "images" }],
    });

    expect(Role).toMatchObject({
      Path: "/team/",
      RoleName: "uploader",
      Arn: `arn:aws:iam::${ACCOUNT}:role/team/uploader`,
      Tags: [{ Key: "team", Value: "images" }],
    });
    expect(Role).not.toHaveProperty("MaxSessionDuration");
    expect(Role?.RoleId).toMatch(/^AROA[A-Z2-7]{17}$/);
    expect(Role?.AssumeRolePolicyDocument).toMatch(/^[A-Za-z0-9%._~-]+$/);
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")).toBe(trust);
  });

  it("refuses a name that exists, however it is cased: 409 EntityAlreadyExists", async () => {
    await createRole();

    expect(await refusal(createRole({ RoleName: "UPLOADER" }))).toEqual(
      iamError(409, "EntityAlreadyExistsException", "Role with name UPLOADER already exists."),
    );
  });

  const malformedTrusts: readonly { readonly name: string; readonly document: string; readonly message: string }[] = [
    { name: "is no JSON", document: "{not json", message: "This policy contains invalid Json" },
    { name: "is no object", document: "[]", message: "Syntax errors in policy." },
    { name: "has no statement", document: '{"Version":"2012-10-17"}', message: "Syntax errors in policy." },
    {
      name: "has a version of its own",
      document: JSON.stringify({ Version: "2026-01-01", Statement: JSON.parse(TRUST).Statement }),
      message: "The policy must contain a valid version string",
    },
    { name: "names nobody", document: allowing({ Action: "sts:AssumeRole" }), message: "Missing required field Principal" },
    {
      name: "allows nothing",
      document: allowing({ Principal: { Service: "lambda.amazonaws.com" } }),
      message: "Missing required field Action",
    },
    {
      name: "names a resource",
      document: allowing({ Principal: "*", Action: "sts:AssumeRole", Resource: "*" }),
      message: "Has prohibited field Resource",
    },
    {
      name: "names what is no service",
      document: trustOf("lambda"),
      message: 'Invalid principal in policy: "SERVICE":"lambda"',
    },
    {
      name: "allows something else",
      document: allowing({ Principal: { Service: "lambda.amazonaws.com" }, Action: "s3:GetObject" }),
      message: "AssumeRole policy may only specify STS AssumeRole actions.",
    },
    {
      name: "has no effect",
      document: JSON.stringify({ Statement: { Principal: "*", Action: "sts:AssumeRole" } }),
      message: "Missing required field Effect",
    },
  ];

  it.each(malformedTrusts)("refuses a trust policy that $name: 400 MalformedPolicyDocument", async ({ document, message }) => {
    expect(await refusal(createRole({ AssumeRolePolicyDocument: document }))).toEqual(malformed(message));
  });

  const invalid: readonly { readonly name: string; readonly input: Partial<CreateRoleCommandInput>; readonly message: string }[] =
    [
      {
        name: "a name with a slash",
        input: { RoleName: "a/b" },
        message:
          "The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
      },
      {
        name: "a name of 65 characters",
        input: { RoleName: "a".repeat(65) },
        message: `1 validation error detected: Value '${"a".repeat(65)}' at 'roleName' failed to satisfy constraint: Member must have length less than or equal to 64`,
      },
      {
        name: "a session shorter than an hour",
        input: { MaxSessionDuration: 60 },
        message:
          "1 validation error detected: Value '60' at 'maxSessionDuration' failed to satisfy constraint: Member must have value greater than or equal to 3600",
      },
      {
        name: "a session longer than twelve hours",
        input: { MaxSessionDuration: 43_201 },
        message:
          "1 validation error detected: Value '43201' at 'maxSessionDuration' failed to satisfy constraint: Member must have value less than or equal to 43200",
      },
      {
        name: "a path without slashes",
        input: { Path: "team" },
        message:
          "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
      },
    ];

  it.each(invalid)("refuses $name: 400 ValidationError", async ({ input, message }) => {
    expect(await refusal(createRole(input))).toEqual(iamError(400, "ValidationError", message));
  });

  it("refuses a trust policy over 2048 characters, whitespace not counted: 409 LimitExceeded", async () => {
    const long = (length: number) => allowing({ Sid: "x".repeat(length), Principal: "*", Action: "sts:AssumeRole" });

    expect(await refusal(createRole({ AssumeRolePolicyDocument: long(2048) }))).toEqual(
      iamError(409, "LimitExceededException", "Cannot exceed quota for ACLSizePerRole: 2048"),
    );
    expect((await createRole({ AssumeRolePolicyDocument: `${long(1900)}${" ".repeat(500)}` })).Role?.RoleName).toBe("uploader");
  });
});

describe("a role", () => {
  it("that is missing: 404 NoSuchEntity from every operation", async () => {
    const RoleName = "none";
    const answers = [
      account.iam.send(new GetRoleCommand({ RoleName })),
      account.iam.send(new DeleteRoleCommand({ RoleName })),
      account.iam.send(new UpdateRoleCommand({ RoleName })),
      account.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: TRUST })),
      account.iam.send(new ListRolePoliciesCommand({ RoleName })),
      account.iam.send(new ListAttachedRolePoliciesCommand({ RoleName })),
      account.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: BASIC })),
      account.iam.send(new TagRoleCommand({ RoleName, Tags: [] })),
    ];

    for (const answer of answers) expect(await refusal(answer)).toEqual(NO_ROLE);
  });

  it("is found by its name in any case", async () => {
    await createRole();

    expect((await getRole("UpLoader"))?.RoleName).toBe("uploader");
  });

  it("changes its description, session and boundary", async () => {
    await createRole({ Description: "first" });
    await account.iam.send(new UpdateRoleCommand({ RoleName: "uploader", MaxSessionDuration: 7200 }));
    expect(await getRole()).toMatchObject({ Description: "first", MaxSessionDuration: 7200 });

    await account.iam.send(new UpdateRoleDescriptionCommand({ RoleName: "uploader", Description: "second" }));
    const PermissionsBoundary = `arn:aws:iam::${ACCOUNT}:policy/boundary`;
    await account.iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: "uploader", PermissionsBoundary }));
    expect(await getRole()).toMatchObject({
      Description: "second",
      PermissionsBoundary: { PermissionsBoundaryArn: PermissionsBoundary },
    });

    await account.iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: "uploader" }));
    expect(await getRole()).not.toHaveProperty("PermissionsBoundary");
  });

  it("cannot be deleted while policies hang on it: 409 DeleteConflict, managed before inline", async () => {
    await createRole();
    const PolicyDocument = allowing({ Action: "s3:PutObject", Resource: "*" });
    await account.iam.send(new PutRolePolicyCommand({ RoleName: "uploader", PolicyName: "put", PolicyDocument }));
    await account.iam.send(new AttachRolePolicyCommand({ RoleName: "uploader", PolicyArn: BASIC }));
    const remove = () => account.iam.send(new DeleteRoleCommand({ RoleName: "uploader" }));

    expect(await refusal(remove())).toEqual(
      iamError(409, "DeleteConflictException", "Cannot delete entity, must detach all policies first."),
    );
    await account.iam.send(new DetachRolePolicyCommand({ RoleName: "uploader", PolicyArn: BASIC }));
    expect(await refusal(remove())).toEqual(
      iamError(409, "DeleteConflictException", "Cannot delete entity, must delete policies first."),
    );
    await account.iam.send(new DeleteRolePolicyCommand({ RoleName: "uploader", PolicyName: "put" }));
    await remove();
    expect(await refusal(getRole())).toMatchObject({ name: "NoSuchEntityException" });
  });

  it("has tags: added, overwritten, removed, at most 50, no key twice", async () => {
    await createRole({ Tags: [{ Key: "a", Value: "1" }] });
    const tag = (Tags: { Key: string; Value: string }[]) => account.iam.send(new TagRoleCommand({ RoleName: "uploader", Tags }));
    await tag([
      { Key: "a", Value: "2" },
      { Key: "b", Value: "3" },
    ]);
    expect((await account.iam.send(new ListRoleTagsCommand({ RoleName: "uploader" }))).Tags).toEqual([
      { Key: "a", Value: "2" },
      { Key: "b", Value: "3" },
    ]);

    await account.iam.send(new UntagRoleCommand({ RoleName: "uploader", TagKeys: ["a", "none"] }));
    expect((await getRole())?.Tags).toEqual([{ Key: "b", Value: "3" }]);
    expect(await refusal(tag(Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: "x" }))))).toEqual(
      iamError(409, "LimitExceededException", "Cannot exceed quota for TagsPerRole: 50"),
    );
    const twice = [
      { Key: "x", Value: "1" },
      { Key: "X", Value: "2" },
    ];
    expect(await refusal(tag(twice))).toEqual(
      iamError(400, "InvalidInputException", "Duplicate tag keys found. Please note that Tag keys are case insensitive."),
    );
  });
});

describe("inline policies", () => {
  const put = (PolicyDocument: string, PolicyName = "put") =>
    account.iam.send(new PutRolePolicyCommand({ RoleName: "uploader", PolicyName, PolicyDocument }));
  const get = (PolicyName = "put") => account.iam.send(new GetRolePolicyCommand({ RoleName: "uploader", PolicyName }));

  beforeEach(async () => {
    await createRole();
  });

  it("are put, replaced, given back URL-encoded, listed and deleted", async () => {
    const document = allowing({ Action: "s3:PutObject", Resource: "arn:aws:s3:::images/*" });
    await put("{}".replace("{}", allowing({ Action: "*", Resource: "*" })));
    await put(document);

    const answer = await get();
    expect(answer.PolicyDocument).toMatch(/^[A-Za-z0-9%._~-]+$/);
    expect(decodeURIComponent(answer.PolicyDocument ?? "")).toBe(document);
    expect((await account.iam.send(new ListRolePoliciesCommand({ RoleName: "uploader" }))).PolicyNames).toEqual(["put"]);
    await account.iam.send(new DeleteRolePolicyCommand({ RoleName: "uploader", PolicyName: "put" }));
    const missing = iamError(404, "NoSuchEntityException", "The role policy with name put cannot be found.");
    expect(await refusal(get())).toEqual(missing);
    expect(await refusal(account.iam.send(new DeleteRolePolicyCommand({ RoleName: "uploader", PolicyName: "put" })))).toEqual(
      missing,
    );
  });

  const malformedPolicies: readonly { readonly name: string; readonly document: string; readonly message: string }[] = [
    { name: "is no JSON", document: "nope", message: "This policy contains invalid Json" },
    {
      name: "names a principal",
      document: allowing({ Principal: "*", Action: "s3:GetObject", Resource: "*" }),
      message: "Policy document should not specify a principal.",
    },
    { name: "has no action", document: allowing({ Resource: "*" }), message: "Policy statement must contain actions." },
    { name: "has no resource", document: allowing({ Action: "s3:*" }), message: "Policy statement must contain resources." },
    {
      name: "has an action without a service",
      document: allowing({ Action: "PutObject", Resource: "*" }),
      message: "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
    },
    {
      name: "has a resource that is no ARN",
      document: allowing({ Action: "s3:*", Resource: "images" }),
      message: 'Resource images must be in ARN format or "*".',
    },
    {
      name: "has a statement id twice",
      document: JSON.stringify({
        Statement: [1, 2].map(() => ({ Sid: "same", Effect: "Allow", Action: "s3:*", Resource: "*" })),
      }),
      message: "Statement IDs (SID) in a single policy must be unique.",
    },
    {
      name: "has another effect",
      document: JSON.stringify({ Statement: { Effect: "Maybe", Action: "s3:*", Resource: "*" } }),
      message: "Invalid effect: Maybe",
    },
  ];

  it.each(malformedPolicies)("that $name are refused: 400 MalformedPolicyDocument", async ({ document, message }) => {
    expect(await refusal(put(document))).toEqual(malformed(message));
  });

  it("together hold 10240 characters: 409 LimitExceeded", async () => {
    const document = (length: number) => allowing({ Sid: "x".repeat(length), Action: "s3:*", Resource: "*" });
    await put(document(6000), "one");

    expect(await refusal(put(document(6000), "two"))).toEqual(
      iamError(409, "LimitExceededException", "Maximum policy size of 10240 bytes exceeded for role uploader"),
    );
    await put(document(7000), "one");
  });

  it("have names like roles: 400 ValidationError", async () => {
    const document = allowing({ Action: "s3:*", Resource: "*" });

    expect(await refusal(put(document, "a b"))).toMatchObject({ name: "ValidationError", status: 400 });
    expect(await refusal(put(document, "a".repeat(129)))).toMatchObject({ name: "ValidationError", status: 400 });
  });
});

describe("managed policies", () => {
  const attach = (PolicyArn: string) => account.iam.send(new AttachRolePolicyCommand({ RoleName: "uploader", PolicyArn }));
  const detach = (PolicyArn: string) => account.iam.send(new DetachRolePolicyCommand({ RoleName: "uploader", PolicyArn }));

  beforeEach(async () => {
    await createRole();
  });

  it("of AWS's own are attached, once however often, listed and detached", async () => {
    await attach(BASIC);
    await attach(BASIC);

    const { AttachedPolicies } = await account.iam.send(new ListAttachedRolePoliciesCommand({ RoleName: "uploader" }));
    expect(AttachedPolicies).toEqual([{ PolicyName: "AWSLambdaBasicExecutionRole", PolicyArn: BASIC }]);
    expect((await account.iam.send(new GetPolicyCommand({ PolicyArn: BASIC }))).Policy).toMatchObject({ AttachmentCount: 1 });
    await detach(BASIC);
    expect(await refusal(detach(BASIC))).toEqual(iamError(404, "NoSuchEntityException", `Policy ${BASIC} was not found.`));
  });

  it("that do not exist: 404 NoSuchEntity", async () => {
    const PolicyArn = "arn:aws:iam::aws:policy/NoSuchPolicy";

    expect(await refusal(attach(PolicyArn))).toEqual(
      iamError(404, "NoSuchEntityException", `Policy ${PolicyArn} does not exist or is not attachable.`),
    );
    expect(await refusal(account.iam.send(new GetPolicyCommand({ PolicyArn })))).toMatchObject({ name: "NoSuchEntityException" });
  });

  it("are at most ten on a role: 409 LimitExceeded", async () => {
    const names = [
      ...[
        "AWSLambdaExecute",
        "AWSLambda_FullAccess",
        "AWSLambda_ReadOnlyAccess",
        "AWSXRayDaemonWriteAccess",
        "AWSXrayWriteOnlyAccess",
      ],
      ...["CloudWatchLogsFullAccess", "CloudWatchFullAccess", "AdministratorAccess", "PowerUserAccess", "ReadOnlyAccess"],
    ];
    for (const name of names) await attach(`arn:aws:iam::aws:policy/${name}`);

    expect(await refusal(attach(BASIC))).toEqual(
      iamError(409, "LimitExceededException", "Cannot exceed quota for PoliciesPerRole: 10"),
    );
  });
});

describe("bulk reads", () => {
  it("GetAccountAuthorizationDetails has everything of every role, in pages", async () => {
    const PolicyDocument = allowing({ Action: "s3:PutObject", Resource: "*" });
    await createRole({ Tags: [{ Key: "team", Value: "images" }] });
    await account.iam.send(new PutRolePolicyCommand({ RoleName: "uploader", PolicyName: "put", PolicyDocument }));
    await account.iam.send(new AttachRolePolicyCommand({ RoleName: "uploader", PolicyArn: BASIC }));
    const details = (input = {}) => account.iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ["Role"], ...input }));
    const first = await details({ MaxItems: 1 });
    const second = await details({ MaxItems: 1, Marker: first.Marker });

    expect([first.IsTruncated, second.IsTruncated, second.Marker]).toEqual([true, false, undefined]);
    expect(first.RoleDetailList?.map((role) => role.RoleName)).toEqual(["runner"]);
    expect(second.RoleDetailList).toMatchObject([
      {
        RoleName: "uploader",
        RolePolicyList: [{ PolicyName: "put", PolicyDocument: encodeURIComponent(PolicyDocument).replaceAll("*", "%2A") }],
        AttachedManagedPolicies: [{ PolicyName: "AWSLambdaBasicExecutionRole", PolicyArn: BASIC }],
        Tags: [{ Key: "team", Value: "images" }],
      },
    ]);
    expect((await details({ Filter: ["User"] })).RoleDetailList).toEqual([]);
  });

  it("ListRoles leaves out tags and boundaries, and goes by path", async () => {
    await createRole({ Path: "/team/", Tags: [{ Key: "a", Value: "b" }] });
    const all = await account.iam.send(new ListRolesCommand({}));
    const team = await account.iam.send(new ListRolesCommand({ PathPrefix: "/team/" }));

    expect(all.Roles?.map((role) => role.RoleName)).toEqual(["runner", "uploader"]);
    expect(team.Roles?.map((role) => role.RoleName)).toEqual(["uploader"]);
    expect(team.Roles?.[0]).not.toHaveProperty("Tags");
  });

  it("ListInstanceProfilesForRole finds none", async () => {
    const answer = await account.iam.send(new ListInstanceProfilesForRoleCommand({ RoleName: "runner" }));

    expect([answer.InstanceProfiles, answer.IsTruncated]).toEqual([[], false]);
  });
});

describe("UpdateAssumeRolePolicy", () => {
  const update = (PolicyDocument: string) =>
    account.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "runner", PolicyDocument }));
  const create = () => account.lambda.send(new CreateFunctionCommand(aFunction()));

  it("takes Lambda's trust at once and gives it after some seconds, as IAM spreads it", async () => {
    await update(trustOf("ec2.amazonaws.com"));
    expect(await refusal(create())).toMatchObject({ message: "The role defined for the function cannot be assumed by Lambda." });

    await update(TRUST);
    expect(await refusal(create())).toMatchObject({ message: "The role defined for the function cannot be assumed by Lambda." });
    await account.clock.advance(8000);
    expect((await create()).State).toBe("Pending");
  });

  it("that keeps Lambda's trust interrupts nothing", async () => {
    await update(allowing({ Principal: { Service: ["ec2.amazonaws.com", "lambda.amazonaws.com"] }, Action: ["sts:AssumeRole"] }));

    expect((await create()).State).toBe("Pending");
  });

  it("with a Deny for Lambda ends it", async () => {
    const deny = { Effect: "Deny", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
    const document = JSON.stringify({ Statement: [...JSON.parse(TRUST).Statement, deny] });
    await update(document);

    expect(await refusal(create())).toMatchObject({ name: "InvalidParameterValueException" });
  });

  it("refuses what CreateRole refuses: 400 MalformedPolicyDocument", async () => {
    expect(await refusal(update("{"))).toEqual(malformed("This policy contains invalid Json"));
  });
});
