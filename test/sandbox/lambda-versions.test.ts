import {
  CreateAliasCommand,
  type CreateAliasCommandInput,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  ListAliasesCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { beforeEach, describe, expect, it } from "vitest";
import {
  ARN,
  created,
  HANDLER,
  type LambdaAccount,
  lambdaAccount,
  publish,
  refusal,
  settle,
  userError,
  validationError,
  zipOf,
} from "./lambda-account.ts";

let account: LambdaAccount;

beforeEach(async () => {
  account = await lambdaAccount();
});

const publishVersion = (input = {}) => account.lambda.send(new PublishVersionCommand({ FunctionName: "fn", ...input }));
const configuration = (Qualifier?: string) =>
  account.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "fn", Qualifier }));

async function configure(input: object): Promise<void> {
  await account.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "fn", ...input }));
  await settle(account);
}

async function upload(ZipFile: Uint8Array): Promise<void> {
  await account.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: "fn", ZipFile }));
  await settle(account);
}

describe("PublishVersion", () => {
  it("answers 201 with the version, Active at once, under its own ARN", async () => {
    await created(account);
    const answer = await publishVersion();

    expect(answer.$metadata.httpStatusCode).toBe(201);
    expect(answer).toMatchObject({ Version: "1", FunctionArn: `${ARN}:fn:1`, State: "Active", LastUpdateStatus: "Successful" });
  });

  it("publishes nothing when code and configuration are unchanged: same number, same RevisionIds", async () => {
    await created(account);
    const first = await publishVersion();
    const latest = await configuration();
    const again = await publishVersion();

    expect([again.Version, again.RevisionId]).toEqual([first.Version, first.RevisionId]);
    expect((await configuration()).RevisionId).toBe(latest.RevisionId);
  });

  it("gives $LATEST a new RevisionId when it did publish", async () => {
    await created(account);
    const before = await configuration();
    await publishVersion();

    expect((await configuration()).RevisionId).not.toBe(before.RevisionId);
  });

  it("publishes nothing when the same bytes were uploaded again", async () => {
    await created(account);
    await publishVersion();
    await upload(HANDLER);

    expect((await publishVersion()).Version).toBe("1");
  });

  it("publishes when only the configuration changed", async () => {
    await created(account);
    await publishVersion();
    await configure({ Environment: { Variables: { STAGE: "prod" } } });

    expect((await publishVersion()).Version).toBe("2");
  });

  it("compares with the newest version only: A, B, A makes three", async () => {
    await created(account);
    await publishVersion();
    await upload(zipOf({ "index.js": "// b" }));
    await publishVersion();
    await upload(HANDLER);

    expect((await publishVersion()).Version).toBe("3");
  });

  it("takes a description for a new version, and the old one's when nothing else changed", async () => {
    await created(account, { Description: "of latest" });
    const first = await publishVersion({ Description: "of version" });
    const again = await publishVersion({ Description: "ignored" });
    await configure({ Description: "other" });
    const second = await publishVersion();

    expect([first.Version, first.Description]).toEqual(["1", "of version"]);
    expect([again.Version, again.Description]).toEqual(["1", "of version"]);
    expect([second.Version, second.Description]).toEqual(["2", "other"]);
    expect((await configuration()).Description).toBe("other");
  });

  it("with a CodeSha256 that is not that of $LATEST: 400 InvalidParameterValueException", async () => {
    const { CodeSha256 } = await created(account);

    expect(await refusal(publishVersion({ CodeSha256: "somenonexistentsha256" }))).toEqual(
      userError(
        400,
        "InvalidParameterValueException",
        `CodeSHA256 (somenonexistentsha256) is different from current CodeSHA256 in $LATEST (${CodeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
      ),
    );
    expect((await publishVersion({ CodeSha256 })).Version).toBe("1");
  });

  it("with a stale RevisionId: 412 PreconditionFailedException", async () => {
    await created(account);

    expect(await refusal(publishVersion({ RevisionId: "wrong" }))).toEqual(
      userError(
        412,
        "PreconditionFailedException",
        "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
      ),
    );
    expect((await publishVersion({ RevisionId: (await configuration()).RevisionId })).Version).toBe("1");
  });

  it("while an update is in progress: 409 ResourceConflictException", async () => {
    await created(account);
    await account.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "fn", Timeout: 9 }));

    expect(await refusal(publishVersion())).toEqual(
      userError(
        409,
        "ResourceConflictException",
        `The operation cannot be performed at this time. An update is in progress for resource: ${ARN}:fn`,
      ),
    );
  });

  it("of a missing function: 404 ResourceNotFoundException", async () => {
    expect(await refusal(publishVersion())).toEqual(userError(404, "ResourceNotFoundException", `Function not found: ${ARN}:fn`));
  });
});

describe("at the same time", () => {
  const outcomes = async (answers: readonly Promise<unknown>[]) =>
    (await Promise.allSettled(answers))
      .map((outcome) => (outcome.status === "fulfilled" ? "ok" : outcome.reason.name))
      .toSorted();

  beforeEach(async () => {
    await created(account);
  });

  it("of three updates one goes through, the others conflict", async () => {
    const update = (Timeout: number) =>
      account.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "fn", Timeout }));

    expect(await outcomes([update(4), update(5), update(6)])).toEqual([
      "ResourceConflictException",
      "ResourceConflictException",
      "ok",
    ]);
  });

  it("three PublishVersion make one version", async () => {
    const published = await Promise.all([publishVersion(), publishVersion(), publishVersion()]);

    expect(published.map((version) => version.Version)).toEqual(["1", "1", "1"]);
  });

  it("of three CreateAlias one goes through, the others conflict", async () => {
    const create = () =>
      account.lambda.send(new CreateAliasCommand({ FunctionName: "fn", Name: "live", FunctionVersion: "$LATEST" }));

    expect(await outcomes([create(), create(), create()])).toEqual([
      "ResourceConflictException",
      "ResourceConflictException",
      "ok",
    ]);
  });
});

describe("versions", () => {
  it("freeze code, configuration and environment", async () => {
    const { CodeSha256 } = await created(account, { Environment: { Variables: { BUCKET: "dev" } } });
    await publishVersion();
    await configure({ Environment: { Variables: { BUCKET: "prod" } }, Timeout: 30 });
    await upload(zipOf({ "index.js": "// other" }));

    expect(await configuration("1")).toMatchObject({ CodeSha256, Timeout: 3, Environment: { Variables: { BUCKET: "dev" } } });
  });

  it("have numbers that are never given again, not even after the function was made anew", async () => {
    await created(account);
    await publish(account, 2);
    await account.lambda.send(new DeleteFunctionCommand({ FunctionName: "fn", Qualifier: "2" }));
    await configure({ Timeout: 7 });
    const afterDelete = await publishVersion();
    await account.lambda.send(new DeleteFunctionCommand({ FunctionName: "fn" }));
    await created(account);

    expect(afterDelete.Version).toBe("3");
    expect((await publishVersion()).Version).toBe("4");
  });

  it("are listed with $LATEST first, without the states, at most 50 a page", async () => {
    await created(account);
    await publish(account, 51);
    const list = (Marker?: string) =>
      account.lambda.send(new ListVersionsByFunctionCommand({ FunctionName: "fn", MaxItems: 1000, Marker }));
    const first = await list();
    const second = await list(first.NextMarker);

    expect(first.Versions?.slice(0, 2).map((version) => version.FunctionArn)).toEqual([`${ARN}:fn:$LATEST`, `${ARN}:fn:1`]);
    expect(first.Versions?.[0]).not.toHaveProperty("State");
    expect([first.Versions?.length, second.Versions?.length, second.NextMarker]).toEqual([50, 2, undefined]);
  });
});

describe("aliases", () => {
  const createAlias = (input: Partial<CreateAliasCommandInput> = {}) =>
    account.lambda.send(new CreateAliasCommand({ FunctionName: "fn", Name: "live", FunctionVersion: "1", ...input }));
  const updateAlias = (input = {}) => account.lambda.send(new UpdateAliasCommand({ FunctionName: "fn", Name: "live", ...input }));
  const getAlias = (Name = "live") => account.lambda.send(new GetAliasCommand({ FunctionName: "fn", Name }));

  beforeEach(async () => {
    await created(account);
    await publish(account, 2);
  });

  it("are created: 201, an empty description, no RoutingConfig unless weights were given", async () => {
    const plain = await createAlias();
    const weighted = await createAlias({ Name: "both", RoutingConfig: { AdditionalVersionWeights: { "2": 0.2 } } });
    const emptied = await createAlias({ Name: "empty", RoutingConfig: { AdditionalVersionWeights: {} } });

    expect(plain.$metadata.httpStatusCode).toBe(201);
    expect(plain).toMatchObject({ AliasArn: `${ARN}:fn:live`, Name: "live", FunctionVersion: "1", Description: "" });
    expect(plain).not.toHaveProperty("RoutingConfig");
    expect(weighted.RoutingConfig).toEqual({ AdditionalVersionWeights: { "2": 0.2 } });
    expect(emptied).not.toHaveProperty("RoutingConfig");
  });

  it("may point to $LATEST, and may be called like a date", async () => {
    expect((await createAlias({ FunctionVersion: "$LATEST" })).FunctionVersion).toBe("$LATEST");
    expect((await createAlias({ Name: "2024-01-02" })).Name).toBe("2024-01-02");
  });

  it("show the environment of their version, for they have none", async () => {
    await createAlias({ FunctionVersion: "2" });
    const { Configuration } = await account.lambda.send(new GetFunctionCommand({ FunctionName: "fn", Qualifier: "live" }));

    expect(Configuration).toMatchObject({ Version: "2", FunctionArn: `${ARN}:fn:live`, Environment: { Variables: { NN: "2" } } });
  });

  const weightsText = (shown: string, constraint: string) =>
    validationError(`Value '${shown}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: ${constraint}`);
  const VALUE =
    "Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]";
  const KEY =
    "Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]";
  const weights = (additional: Record<string, number>) => ({ RoutingConfig: { AdditionalVersionWeights: additional } });

  const refused: readonly {
    readonly name: string;
    readonly input: Partial<CreateAliasCommandInput>;
    readonly expected: unknown;
  }[] = [
    {
      name: "two additional versions",
      input: weights({ "1": 0.1, "2": 0.1 }),
      expected: userError(
        400,
        "InvalidParameterValueException",
        "Number of items in AdditionalVersionWeights cannot be greater than 1",
      ),
    },
    { name: "a weight of 2", input: weights({ "2": 2 }), expected: weightsText("{2=2.0}", VALUE) },
    { name: "a weight of -1", input: weights({ "2": -1 }), expected: weightsText("{2=-1.0}", VALUE) },
    { name: "a weight on $LATEST", input: weights({ $LATEST: 0.5 }), expected: weightsText("{$LATEST=0.5}", KEY) },
    {
      name: "a weight on the main version",
      input: weights({ "1": 0.5 }),
      expected: userError(
        400,
        "InvalidParameterValueException",
        "Invalid function version 1. Function version 1 is already included in routing configuration.",
      ),
    },
    {
      name: "weights on an alias of $LATEST, alone without a Type",
      input: { FunctionVersion: "$LATEST", ...weights({ "1": 0.5 }) },
      expected: {
        ...userError(
          400,
          "InvalidParameterValueException",
          "$LATEST is not supported for an alias pointing to more than 1 version",
        ),
        type: undefined,
      },
    },
    {
      name: "a missing version",
      input: { FunctionVersion: "10" },
      expected: userError(404, "ResourceNotFoundException", `Function not found: ${ARN}:fn:10`),
    },
    {
      name: "a weight on a missing version",
      input: weights({ "10": 0.5 }),
      expected: userError(404, "ResourceNotFoundException", `Function not found: ${ARN}:fn:10`),
    },
    {
      name: "a missing function, named with the version",
      input: { FunctionName: "none" },
      expected: userError(404, "ResourceNotFoundException", `Function not found: ${ARN}:none:1`),
    },
    {
      name: "no name",
      input: { Name: "" },
      expected: validationError(
        "Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1",
        "Value '' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)",
      ),
    },
    {
      name: "a name of digits only",
      input: { Name: "2024" },
      expected: validationError(
        "Value '2024' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)",
      ),
    },
  ];

  it.each(refused)("refuse $name", async ({ input, expected }) => {
    expect(await refusal(createAlias(input))).toEqual(expected);
  });

  it("refuse a name that is taken: 409 ResourceConflictException", async () => {
    await createAlias();

    expect(await refusal(createAlias())).toEqual(
      userError(409, "ResourceConflictException", `Alias already exists: ${ARN}:fn:live`),
    );
  });

  it("change what is given and nothing else, with a new RevisionId", async () => {
    const before = await createAlias({ Description: "kept", ...weights({ "2": 0.2 }) });
    const after = await updateAlias({ Description: "changed" });

    expect(after).toMatchObject({ FunctionVersion: "1", Description: "changed", RoutingConfig: before.RoutingConfig });
    expect(after.RevisionId).not.toBe(before.RevisionId);
  });

  it("lose their weights to an empty map", async () => {
    await createAlias(weights({ "2": 0.2 }));

    expect(await updateAlias(weights({}))).not.toHaveProperty("RoutingConfig");
    expect(await getAlias()).not.toHaveProperty("RoutingConfig");
  });

  it("cannot be moved to what CreateAlias would refuse", async () => {
    await createAlias(weights({ "2": 0.2 }));

    expect(await refusal(updateAlias({ FunctionVersion: "2" }))).toMatchObject({
      status: 400,
      name: "InvalidParameterValueException",
    });
    expect(await refusal(updateAlias({ FunctionVersion: "$LATEST" }))).toMatchObject({
      message: "$LATEST is not supported for an alias pointing to more than 1 version",
    });
    expect(await refusal(updateAlias({ FunctionVersion: "10" }))).toEqual(
      userError(404, "ResourceNotFoundException", `Function not found: ${ARN}:fn:10`),
    );
  });

  it("with a stale RevisionId are not updated: 412 PreconditionFailedException", async () => {
    const { RevisionId } = await createAlias();

    expect(await refusal(updateAlias({ RevisionId: "wrong" }))).toEqual(
      userError(
        412,
        "PreconditionFailedException",
        "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
      ),
    );
    expect((await updateAlias({ RevisionId, FunctionVersion: "2" })).FunctionVersion).toBe("2");
  });

  it("that are missing are told apart by operation: GetAlias, UpdateAlias 404, DeleteAlias 204", async () => {
    expect(await refusal(getAlias("none"))).toEqual(
      userError(404, "ResourceNotFoundException", `Cannot find alias arn: ${ARN}:fn:none`),
    );
    expect(await refusal(updateAlias({ Name: "none" }))).toEqual(
      userError(404, "ResourceNotFoundException", `Alias not found: ${ARN}:fn:none`),
    );
    const deleted = await account.lambda.send(new DeleteAliasCommand({ FunctionName: "fn", Name: "none" }));
    expect(deleted.$metadata.httpStatusCode).toBe(204);
  });

  it("are listed, by version as well, in pages", async () => {
    await createAlias();
    await createAlias({ Name: "both", ...weights({ "2": 0.2 }) });
    await createAlias({ Name: "two", FunctionVersion: "2" });
    const list = async (input = {}) => await account.lambda.send(new ListAliasesCommand({ FunctionName: "fn", ...input }));

    expect((await list()).Aliases?.map((alias) => alias.Name)).toEqual(["both", "live", "two"]);
    expect((await list({ FunctionVersion: "1" })).Aliases?.map((alias) => alias.Name)).toEqual(["both", "live"]);
    const { Aliases, NextMarker } = await list({ MaxItems: 2 });
    expect(Aliases).toHaveLength(2);
    expect((await list({ Marker: NextMarker })).Aliases?.map((alias) => alias.Name)).toEqual(["two"]);
  });
});
