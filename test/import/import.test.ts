import { mkdirSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { AwsError } from "../../src/sandbox/wire/aws-error.ts";
import { openAccount } from "./account.ts";

const SHOP = `
owner: shop
buckets:
  shop-images: { versioning: enabled, tags: { team: red } }
roles:
  runner: { assumedBy: lambda.amazonaws.com, managedPolicies: [AWSLambdaBasicExecutionRole] }
functions:
  uploader:
    code: code.zip
    runtime: nodejs22.x
    handler: index.handler
    role: runner
    timeout: 10
    environment: { BUCKET_NAME: shop-images }
    aliases:
      dev: { version: $LATEST }
      prod: { version: auto }
apis:
  orders:
    binaryMediaTypes: [image/*]
    cors: true
    tags: { team: red }
    routes:
      PUT /upload: { lambda: "uploader:\${stageVariables.ALIAS}" }
      GET /docs: { http: { url: "https://example.com/docs" } }
    stages:
      dev: { variables: { ALIAS: dev } }
      prod: { variables: { ALIAS: prod }, throttling: { rateLimit: 100, burstLimit: 200 } }
`;

const IMPORTED = `owner: shop
target: { account: "000000000000", region: us-east-1 }

buckets:
  shop-images: { versioning: enabled, tags: { team: red } }

roles:
  runner:
    assumedBy: lambda.amazonaws.com
    managedPolicies: [AWSLambdaBasicExecutionRole]

functions:
  uploader:
    runtime: nodejs22.x
    handler: index.handler
    role: runner
    timeout: 10
    environment: { BUCKET_NAME: shop-images }
    aliases:
      dev: { version: $LATEST }
      prod: { version: 1 }

apis:
  orders:
    binaryMediaTypes: [image/*]
    tags: { team: red }
    cors: true
    routes:
      GET /docs: { http: { url: https://example.com/docs } }
      PUT /upload: { lambda: "uploader:\${stageVariables.ALIAS}" }
    stages:
      dev: { variables: { ALIAS: dev } }
      prod: { variables: { ALIAS: prod }, throttling: { rateLimit: 100, burstLimit: 200 } }
`;

const IN_SYNC = { outcome: "in-sync", issues: [], steps: [], blocked: [] };
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

describe("reconcile import", () => {
  it("writes an API and all it leads to as a person would have, and that asks for nothing", async () => {
    const account = openAccount();
    await account.make(SHOP);

    const ended = await account.import({ api: ["orders"], output: account.at("orders.yaml") });

    expect(ended).toMatchObject({ code: 0, out: "" });
    expect(account.read("orders.yaml")).toBe(IMPORTED);
    expect(await account.planOf("orders.yaml")).toEqual({ ...IN_SYNC, adopts: [], changes: [] });
    expect(ended.err).toContain("1 API, 2 stages, 1 function, 2 aliases, 1 role, 1 bucket into");
  });

  it("marks what carries no mark to be adopted, which is all that a pass then does, and no guard minds", async () => {
    const account = openAccount();
    const { s3, iam } = account.hands;
    for (let at = 0; at < 12; at += 1) await s3.createBucket({ Bucket: `by-hand-${at}` });
    await iam.createRole({ RoleName: "unrelated", AssumeRolePolicyDocument: TRUST });

    await account.import({ bucket: ["by-hand-*"], output: account.at("hand.yaml") });

    expect(account.read("hand.yaml")).toMatch(/^adopt: true$/m);
    expect(account.read("hand.yaml")).not.toContain("unrelated");
    const plan = await account.planOf("hand.yaml");
    expect(plan).toMatchObject(IN_SYNC);
    expect(plan.adopts).toHaveLength(12);
  });

  it("says what is shared once", async () => {
    const account = openAccount();
    await account.hands.iam.createRole({ RoleName: "runner", AssumeRolePolicyDocument: TRUST });
    const common = { Role: "arn:aws:iam::000000000000:role/runner", Runtime: "nodejs22.x", Handler: "index.handler" } as const;
    for (const FunctionName of ["one", "two"]) {
      await account.clock.sleep(30_000);
      const Description = `does ${FunctionName}`;
      await account.hands.lambda.createFunction({
        ...common,
        FunctionName,
        Description,
        Timeout: 20,
        Code: { ZipFile: account.code },
      });
    }
    await account.clock.sleep(30_000);

    const { out } = await account.import({ function: ["*"] });

    expect(out).toContain("function: { runtime: nodejs22.x, handler: index.handler, role: runner, timeout: 20 }");
    expect(out.match(/nodejs22/g)).toHaveLength(1);
    account.write("two.yaml", out);
    expect(await account.planOf("two.yaml")).toMatchObject(IN_SYNC);
  });

  it("leaves out what holds a secret, or names it and keeps its value apart where asked to", async () => {
    const account = openAccount();
    await account.make(SHOP.replace("BUCKET_NAME: shop-images", "MODE: fast, DB_PASSWORD: hunter2"));
    const values = account.at("secrets.yaml");

    const plain = await account.import({ function: ["uploader"], output: account.at("plain.yaml") });
    const named = await account.import({ function: ["uploader"], output: account.at("named.yaml"), secrets: values });

    expect(plain.err + named.err + account.read("plain.yaml") + account.read("named.yaml")).not.toContain("hunter2");
    expect(account.read("plain.yaml")).toContain('# environment: { MODE: fast, DB_PASSWORD: "${values.uploader-DB_PASSWORD}" }');
    expect(await account.planOf("plain.yaml")).toMatchObject(IN_SYNC);
    expect(account.read("secrets.yaml")).toBe("uploader-DB_PASSWORD: hunter2\n");
    expect(statSync(values).mode & 0o777).toBe(0o600);
    expect(await account.planOf("named.yaml", "secrets.yaml")).toMatchObject(IN_SYNC);
  });

  it("says why in a comment where something cannot be declared", async () => {
    const account = openAccount();
    const { apigateway } = account.hands;
    const { id: restApiId = "", rootResourceId: resourceId = "" } = await apigateway.createRestApi({ name: "odd" });
    for (const [httpMethod, authorizationType] of [
      ["GET", "NONE"],
      ["POST", "AWS_IAM"],
    ] as const) {
      await apigateway.putMethod({ restApiId, resourceId, httpMethod, authorizationType });
    }
    await apigateway.putIntegration({
      restApiId,
      resourceId,
      httpMethod: "GET",
      type: "HTTP",
      integrationHttpMethod: "GET",
      uri: "https://example.com",
    });

    const { out } = await account.import({ api: [restApiId] });

    expect(out).toContain("GET /: { integration: { type: HTTP, uri: https://example.com } }\n");
    expect(out).toContain("# left as it is: it has no integration, so every request to it fails\n");
    account.write("odd.yaml", out);
    expect(await account.planOf("odd.yaml")).toMatchObject(IN_SYNC);
  });

  it("leaves a stage out that API Gateway may not call the function for, and says so", async () => {
    const account = openAccount();
    await account.make(SHOP);
    const { Policy = "{}" } = await account.hands.lambda.getPolicy({ FunctionName: "uploader", Qualifier: "dev" });
    const { Statement } = JSON.parse(Policy) as { readonly Statement: readonly { readonly Sid: string }[] };
    await account.hands.lambda.removePermission({ FunctionName: "uploader", Qualifier: "dev", StatementId: Statement[0]?.Sid });

    const { out } = await account.import({ api: ["orders"] });

    expect(out).toContain("# not declared: uploader:dev may not be called by API Gateway for it");
    expect(out).toContain("# dev:");
    account.write("orders.yaml", out);
    expect(await account.planOf("orders.yaml")).toMatchObject(IN_SYNC);
  });

  it("adds to a file and leaves every byte of it as it is", async () => {
    const account = openAccount();
    await account.make(SHOP);
    const before =
      "owner: shop\n# ours, by hand\nfunctions:\n  uploader:   # the old one\n    timeout:   10\n    aliases: { dev: { version: $LATEST } }\n# the end\n";
    account.write("mine.yaml", before);

    const ended = await account.import({ api: ["orders"], merge: account.at("mine.yaml") });

    const after = account.read("mine.yaml");
    expect(ended.code, ended.err).toBe(0);
    expect(after).toContain(
      "  uploader:   # the old one\n    timeout:   10\n    aliases: { dev: { version: $LATEST }, prod: { version: 1 } }\n",
    );
    expect(after.split("\n").filter((line) => before.split("\n").includes(line))).toHaveLength(before.split("\n").length - 1);
    expect(await account.planOf("mine.yaml")).toMatchObject(IN_SYNC);
  });

  it("says nothing again that a file beside it says, for files of a directory are loaded together", async () => {
    const account = openAccount();
    await account.make(SHOP);
    mkdirSync(account.at("state"));
    account.write("state/first.yaml", "owner: shop\ndefaults: { bucket: { versioning: suspended } }\nbuckets: { other: {} }\n");
    await account.hands.s3.createBucket({ Bucket: "plain" });

    const ended = await account.import({ bucket: ["plain", "shop-images"], output: account.at("state/second.yaml") });

    expect(ended.code, ended.err).toBe(0);
    expect(account.read("state/second.yaml")).not.toMatch(/^(owner|defaults):/m);
    expect((await account.planOf("state")).issues).toEqual([]);
  });

  it("asks a person who is there, until the answer can be read", async () => {
    const account = openAccount();
    await account.make(SHOP);

    const chosen = await account.import({}, ["9", "3"]);
    const nothing = await account.import({}, [""]);

    expect(chosen.err).toContain("Numbers from 1 to 3");
    expect(chosen.out).toContain("shop-images:");
    expect(chosen.out).not.toContain("orders:");
    expect(nothing).toMatchObject({ code: 0, out: "" });
  });

  it("narrows everything down to what has a tag", async () => {
    const account = openAccount();
    await account.make(SHOP);

    const { out } = await account.import({ tag: ["team=red"], bucket: ["*"] });

    expect(out).toContain("shop-images:");
    expect(out).not.toContain("functions:");
  });

  it.each([
    [{}, "say --api, --function, --bucket or --tag"],
    [{ api: ["ordrs"] }, 'did you mean "orders"?'],
    [{ bucket: ["nobody"] }, 'no bucket "nobody"'],
    [{ tag: ["team=blue"] }, "has the tag team=blue"],
    [{ api: ["orders"], output: "a.yaml", merge: "b.yaml" }, "say one of them"],
    [{ api: ["orders"], merge: "missing.yaml" }, "there is no file missing.yaml"],
    [{ api: ["orders"], output: "package.json" }, "package.json exists"],
  ])("refuses %j in one line that says what to do", async (changed, says) => {
    const account = openAccount();
    await account.make(SHOP);

    const { code, out, err } = await account.import(changed);

    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^error: .*\n$/);
    expect(err).toContain(says);
  });

  it("says which permission is missing, and imports what may be read", async () => {
    const account = openAccount();
    await account.make(SHOP);
    const error = new AwsError("AccessDenied", "User: ours is not authorized to perform: iam:GetRole", 403);
    account.sandbox.faults.script(({ service }) => (service === "iam" ? { type: "fail", when: "before", error } : undefined));

    const { code, out, err } = await account.import({ function: ["uploader"] });

    expect(code, err).toBe(0);
    expect(out).toContain("role: arn:aws:iam::000000000000:role/runner");
    expect(err).toMatch(/left out: role:runner: cannot be read: .*iam:GetRole/);
  });

  it("imports the rest of a function and of an API of which one member may not be read, and says what it left out", async () => {
    const account = openAccount();
    await account.make(SHOP);
    const denied = ["GetRuntimeManagementConfig", "GetDocumentationParts", "GetFunctionUrlConfig"];
    account.sandbox.faults.script(({ operation }) =>
      denied.includes(operation)
        ? { type: "fail", when: "before", error: new AwsError("AccessDeniedException", `no ${operation}`, 403) }
        : undefined,
    );

    const { code, out, err } = await account.import({ api: ["orders"] });

    expect(code, err).toBe(0);
    expect(out).toContain("uploader:");
    expect(out).toContain("PUT /upload:");
    expect(err).toMatch(
      /left out of function:uploader: codeSigning, recursiveLoop, runtimeUpdates: .*no GetRuntimeManagementConfig/,
    );
    expect(err).toMatch(
      /left out of alias:uploader\/prod: provisionedConcurrency, url, asyncInvocation: .*no GetFunctionUrlConfig/,
    );
    expect(err).toMatch(/left out of rest-api:orders: documentation, documentationVersions: .*no GetDocumentationParts/);
  });
});
