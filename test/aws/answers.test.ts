/** Answers of AWS that no ordinary account gives, put before the sandbox's. */
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { ServiceName } from "../../src/aws/clients.ts";
import { connectAws } from "../../src/aws/connection.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";
import { aBucket, aFunction, anAlias, aRole } from "./builders.ts";
import { converge, look } from "./driver.ts";

interface Request {
  readonly hostname: string;
  readonly method: string;
  readonly path: string;
}

interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** What AWS tells of every function. */
const CONFIGURATION = {
  FunctionName: "Uploader",
  FunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:Uploader",
  CodeSha256: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
};

/** An account in which some requests get another answer. */
function anAccountThat(answers: (service: ServiceName, request: Request) => Response | undefined) {
  const clock = createVirtualClock();
  const sandbox = createSandbox({ clock, seed: 1 });
  const connection = connectAws({
    region: "us-east-1",
    clock,
    packageCode: async () => new Uint8Array(),
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    requestHandler(service) {
      const inner = sandbox.requestHandler(service) as { handle(request: Request, options?: object): Promise<unknown> };
      return {
        async handle(request: Request, options?: object) {
          const answer = answers(service, request);
          if (!answer) return inner.handle(request, options);
          return { response: { ...answer, body: Readable.from([Buffer.from(answer.body)]) } };
        },
      };
    },
  });
  return { connection, sandbox };
}

describe("a bucket in another region", () => {
  it("is read where S3 says that it is, and reported as being there", async () => {
    const { connection } = anAccountThat((service, { hostname }) =>
      service === "s3" && !hostname.includes("eu-west-1")
        ? {
            statusCode: 301,
            headers: { "x-amz-bucket-region": "eu-west-1", "content-type": "application/xml" },
            body: "<Error><Code>PermanentRedirect</Code><Message>elsewhere</Message></Error>",
          }
        : hostname.includes("s3")
          ? {
              statusCode: 200,
              headers: { "content-type": "application/xml" },
              body: "<Tagging><TagSet><Tag><Key>stagekeeper:owner</Key><Value>acme</Value></Tag></TagSet></Tagging>",
            }
          : undefined,
    );

    const { observations } = await look(connection, [aBucket("acme-images", { region: "us-east-1" })]);

    expect(observations.get("bucket:acme-images")).toMatchObject({
      state: "present",
      live: { spec: { region: "eu-west-1" }, facts: { region: "eu-west-1" }, owner: "acme" },
    });
  });
});

describe("an answer that is not AWS's", () => {
  it("with status 404 is not taken for absence", async () => {
    const { connection } = anAccountThat((service) =>
      service === "apigateway" || service === "lambda"
        ? { statusCode: 404, headers: { "content-type": "text/html" }, body: "<html>no such page</html>" }
        : undefined,
    );

    const { observations } = await look(connection, [aFunction()]);

    expect(observations.get("function:Uploader")).toMatchObject({ state: "unknown", reason: "failed" });
  });
});

describe("a function whose tags may not be read", () => {
  it("is unknown, for GetFunction answers without them and it would look like nobody's", async () => {
    const body = JSON.stringify({
      Configuration: CONFIGURATION,
      TagsError: { ErrorCode: "AccessDeniedException", Message: "not authorized to perform: lambda:ListTags" },
    });
    const { connection } = anAccountThat((service) =>
      service === "lambda" ? { statusCode: 200, headers: { "content-type": "application/json" }, body } : undefined,
    );

    const { observations } = await look(connection, [aFunction()]);

    expect(observations.get("function:Uploader")).toMatchObject({ state: "unknown", reason: "denied" });
  });
});

describe("an alias under provisioned concurrency", () => {
  const aliases = JSON.stringify({
    Aliases: [{ Name: "live", FunctionVersion: "1", RoutingConfig: { AdditionalVersionWeights: { "2": 1 } } }],
  });
  const live = anAlias("live", { version: "2", weights: null });

  it.each([
    {
      status: "IN_PROGRESS",
      settling: { version: "provisioned concurrency IN_PROGRESS", weights: "provisioned concurrency IN_PROGRESS" },
    },
    { status: "READY", settling: undefined },
  ])("is settling while AWS itself weighs it: $status", async ({ status, settling }) => {
    const { connection } = anAccountThat((service, { path }) => {
      if (service !== "lambda") return undefined;
      const body = path.includes("provisioned-concurrency") ? JSON.stringify({ Status: status }) : aliases;
      return { statusCode: 200, headers: { "content-type": "application/json" }, body };
    });

    const { observations } = await look(connection, [live]);

    const seen = observations.get(live.address);
    expect(seen?.state === "present" && seen.live.settling).toEqual(settling);
  });
});

describe("a version that Lambda could not make ready", () => {
  it.each([
    { answer: { State: "Failed", StateReason: "no room" }, text: "state Failed: no room" },
    {
      answer: { State: "Active", LastUpdateStatus: "Failed", LastUpdateStatusReason: "bad key" },
      text: "last update Failed: bad key",
    },
  ])("is not served: $text", async ({ answer, text }) => {
    const headers = { "content-type": "application/json" };
    const { connection } = anAccountThat((service, { path }) => {
      if (service !== "lambda") return undefined;
      const body = path.endsWith("/aliases") ? { Aliases: [] } : { Configuration: { ...CONFIGURATION, ...answer } };
      return { statusCode: 200, headers, body: JSON.stringify(body) };
    });

    await expect(converge(connection, [anAlias("live", { version: "7" })])).rejects.toThrow(text);
  });
});

describe("an STS that names no account", () => {
  it("is not taken for AWS", async () => {
    const body = "<GetCallerIdentityResponse><GetCallerIdentityResult/></GetCallerIdentityResponse>";
    const { connection } = anAccountThat(() => ({ statusCode: 200, headers: { "content-type": "text/xml" }, body }));

    await expect(connection.openReadSession().identity(new AbortController().signal)).rejects.toThrow("check the endpoint");
  });
});

describe("an account that answers as it should", () => {
  it("is not disturbed by what stands before it", async () => {
    const { connection } = anAccountThat(() => undefined);

    expect((await converge(connection, [aRole()])).actions).toEqual(["create role:uploader"]);
  });
});

describe("a server that does not know the tables of S3 Metadata", () => {
  it("and lists the bucket instead is not taken to say that they are there", async () => {
    const listing = '<?xml version="1.0"?><ListBucketResult><Name>acme-images</Name></ListBucketResult>';
    const { connection } = anAccountThat((service, request) =>
      service === "s3" && JSON.stringify(request).includes("metadataConfiguration")
        ? { statusCode: 200, headers: { "content-type": "application/xml" }, body: listing }
        : undefined,
    );
    await converge(connection, [aBucket("acme-images", {})]);

    const { observations } = await look(connection, [aBucket("acme-images", { metadataTables: null })]);

    expect([...observations.values()]).toMatchObject([{ state: "unknown" }]);
  });
});
