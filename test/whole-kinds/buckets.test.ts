import { describe, expect, it } from "vitest";
import { loadValid } from "../desired/scratch.ts";
import { travel } from "../permissions/journey.ts";
import { misfit } from "../permissions/passes.ts";
import type { RootClients } from "../permissions/root-clients.ts";
import { CODE, standing } from "./function-fields.ts";
import { KINDS } from "./kinds.ts";
import { describeWholeKind, EVERYTHING } from "./on-the-sandbox.ts";

describeWholeKind(KINDS.bucket);

const load = (text: string) => loadValid({ "desired.yaml": `owner: acme\n${text}`, ...CODE });

describe("a bucket that tells a function", () => {
  const told = (rules: string) => `
buckets: { acme-in: { notifications: ${rules} } }
functions:
  resize:
    code: fn
    runtime: nodejs22.x
    handler: index.handler
    role: arn:aws:iam::000000000000:role/standing
    environment: { BUCKET: acme-in }
    aliases: { live: { version: auto } }
`;
  const ONE = '{ rules: { made: { lambda: "resize:live", events: ["s3:ObjectCreated:*"] } } }';
  const statements = async ({ lambda }: RootClients) => {
    const found = await lambda.getPolicy({ FunctionName: "resize", Qualifier: "live" }).catch(() => undefined);
    return JSON.parse(found?.Policy ?? '{"Statement":[]}').Statement;
  };

  it("is made in one pass with the function that is told where the bucket is, and tells its alias, which lets it", () =>
    travel([EVERYTHING], async ({ run, root }) => {
      await standing(root);

      expect(misfit("making it", await run(await load(told(ONE))), "converged")).toBeNull();

      const { LambdaFunctionConfigurations = [] } = await root.s3.getBucketNotificationConfiguration({ Bucket: "acme-in" });
      expect(LambdaFunctionConfigurations).toMatchObject([
        { Id: "made", LambdaFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:resize:live" },
      ]);
      expect(await statements(root)).toMatchObject([
        {
          Principal: { Service: "s3.amazonaws.com" },
          Condition: {
            ArnLike: { "AWS:SourceArn": "arn:aws:s3:::acme-in" },
            StringEquals: { "AWS:SourceAccount": "000000000000" },
          },
        },
      ]);
    }));

  it("takes the permission back when it tells it no more", () =>
    travel([EVERYTHING], async ({ run, root }) => {
      await standing(root);
      await run(await load(told(ONE)));
      await root.clock.sleep(120_000);

      expect(misfit("changing it", await run(await load(told("none"))), "converged")).toBeNull();

      expect(await statements(root)).toEqual([]);
    }));

  it.each([
    ["names what cannot be a function", ONE.replace("resize:live", "resize:live:1"), /is no function/],
    ["names no alias that there is", ONE.replace("live", "life"), /no alias "life"/],
    [
      "tells two",
      '{ rules: { made: { lambda: resize, queue: "arn:aws:sqs:::q", events: ["s3:ObjectCreated:*"] } } }',
      /tells one/,
    ],
  ])("is refused when it %s", async (_, rules, message) => {
    await expect(load(told(rules))).rejects.toThrow(message);
  });
});

describe("a bucket that holds something", () => {
  const fill = async ({ s3 }: RootClients) => {
    for (const Key of ["a", "a", "b"]) await s3.putObject({ Bucket: "acme-full", Key, Body: "x" });
    await s3.deleteObject({ Bucket: "acme-full", Key: "b" });
  };
  const full = (members: string) => load(`buckets: { acme-full: { versioning: enabled${members} } }\n`);

  it("is deleted with every version and delete marker when it says so", () =>
    travel([EVERYTHING], async ({ run, root }) => {
      const state = await full(", emptyOnDestroy: true");
      await run(state);
      await fill(root);

      expect(misfit("destroying it", await run(state, { mode: "destroy" }), "converged")).toBeNull();

      expect((await root.s3.listBuckets({})).Buckets).toEqual([]);
    }));

  it.each([
    ["destroyed without a word of it", "", { mode: "destroy" as const }],
    ["pruned, for then nothing says so any more", ", emptyOnDestroy: true", { prune: true, force: true }],
  ])("stays with all that it holds when it is %s", (_, members, request) =>
    travel([EVERYTHING], async ({ run, root }) => {
      const state = await full(members);
      await run(state);
      await fill(root);

      const report = await run("prune" in request ? await load("buckets: { acme-other: {} }\n") : state, request);

      expect(report.outcome).toBe("failed");
      expect(JSON.stringify(report.steps)).toContain("declare emptyOnDestroy: true");
      expect((await root.s3.listObjectVersions({ Bucket: "acme-full" })).Versions).toHaveLength(3);
    }),
  );
});

describe("a bucket in the namespace of its account and region", () => {
  it("is made there, and is refused under a name that is of no such namespace", () =>
    travel([EVERYTHING], async ({ run, sandbox }) => {
      const state = await load("buckets: { acme-000000000000-us-east-1-an: { namespace: account-regional } }\n");
      expect(misfit("making it", await run(state), "converged")).toBeNull();

      const made = sandbox.journal.writes().find(({ operation }) => operation === "CreateBucket");
      expect(made?.input).toMatchObject({ BucketNamespace: "account-regional" });
      await expect(load("buckets: { acme: { namespace: account-regional } }\n")).rejects.toThrow(/-ACCOUNT-REGION-an/);
    }));
});

describe("lifecycle rules", () => {
  const Bucket = "acme-cold";
  const rules = (days: number) => `lifecycle: [{ id: cold, transitions: [{ afterDays: ${days}, storageClass: GLACIER }] }]`;

  it("are changed without a word on which small objects they move, where git says nothing of those", () =>
    travel([EVERYTHING], async ({ run, root }) => {
      await run(await load(`buckets: { ${Bucket}: { ${rules(90)} } }\n`));
      const { Rules } = await root.s3.getBucketLifecycleConfiguration({ Bucket });
      await root.s3.putBucketLifecycleConfiguration({
        Bucket,
        LifecycleConfiguration: { Rules },
        TransitionDefaultMinimumObjectSize: "varies_by_storage_class",
      });
      await root.clock.sleep(120_000);

      expect(
        misfit("changing them", await run(await load(`buckets: { ${Bucket}: { ${rules(120)} } }\n`)), "converged"),
      ).toBeNull();

      const after = await root.s3.getBucketLifecycleConfiguration({ Bucket });
      expect(after.Rules?.[0]?.Transitions?.[0]?.Days).toBe(120);
      expect(after.TransitionDefaultMinimumObjectSize).toBe("varies_by_storage_class");
    }));

  it("move the small objects that git says, again after somebody wrote rules without saying so", () =>
    travel([EVERYTHING], async ({ run, root, sandbox }) => {
      const sized = await load(`buckets: { ${Bucket}: { ${rules(90)}, lifecycleMinimumSize: byStorageClass } }\n`);
      const size = async () => (await root.s3.getBucketLifecycleConfiguration({ Bucket })).TransitionDefaultMinimumObjectSize;
      expect(misfit("making it", await run(sized), "converged")).toBeNull();
      expect(await size()).toBe("varies_by_storage_class");
      await root.clock.sleep(120_000);
      const { Rules } = await root.s3.getBucketLifecycleConfiguration({ Bucket });
      await root.s3.putBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration: { Rules } });
      await root.clock.sleep(120_000);

      expect(misfit("putting it back", await run(sized), "converged")).toBeNull();

      expect(await size()).toBe("varies_by_storage_class");
      await root.clock.sleep(120_000);
      const reads = () =>
        sandbox.journal.entries().filter(({ operation }) => operation === "GetBucketLifecycleConfiguration").length;
      const before = reads();
      expect(misfit("looking again", await run(sized), "in-sync")).toBeNull();
      expect(reads() - before).toBe(1);
      const usual = await load(`buckets: { ${Bucket}: { ${rules(90)}, lifecycleMinimumSize: 128K } }\n`);
      expect(misfit("changing it", await run(usual), "converged")).toBeNull();
      expect(await size()).toBe("all_storage_classes_128K");
    }));

  it("have a smallest size only where they are declared", async () => {
    await expect(load(`buckets: { ${Bucket}: { lifecycleMinimumSize: 128K } }\n`)).rejects.toThrow(
      /knows a smallest size only of lifecycle rules/,
    );
  });
});

describe("the tables of S3 Metadata", () => {
  const tables = (said: string) => load(`buckets: { acme-tables: { metadataTables: ${said} } }\n`);

  it("are begun in one call, and changed in one call a table that differs", () =>
    travel([EVERYTHING], async ({ run, root, sandbox }) => {
      const written = () => sandbox.journal.writes().flatMap(({ operation }) => (/Metadata/.test(operation) ? [operation] : []));
      await run(await tables("{ journalDays: 30 }"));
      await root.clock.sleep(120_000);
      await run(await tables("{ journalDays: 60 }"));
      await root.clock.sleep(120_000);
      await run(await tables(`{ inventory: true, annotations: { role: "arn:aws:iam::000000000000:role/reader" } }`));
      await root.clock.sleep(120_000);
      await run(await tables("none"));

      expect(written()).toEqual([
        "CreateBucketMetadataConfiguration",
        "UpdateBucketMetadataJournalTableConfiguration",
        "UpdateBucketMetadataJournalTableConfiguration",
        "UpdateBucketMetadataInventoryTableConfiguration",
        "UpdateBucketMetadataAnnotationTableConfiguration",
        "DeleteBucketMetadataConfiguration",
      ]);
    }));

  it("are refused when S3 would read annotations as a role that nobody declares", async () => {
    await expect(tables("{ annotations: { role: reader } }")).rejects.toThrow(/role "reader" is not declared/);
  });
});

describe("tags that count in access control", () => {
  it("are not written past S3 Control, and the error says where to change them", () =>
    travel([EVERYTHING], async ({ run, root }) => {
      const state = (team: string) => load(`buckets: { acme-abac: { abac: enabled, tags: { team: ${team} } } }\n`);
      expect(misfit("making it", await run(await state("images")), "converged")).toBeNull();
      await root.clock.sleep(120_000);

      const report = await run(await state("pictures"));

      expect(report.outcome).toBe("failed");
      expect(JSON.stringify(report.steps)).toContain("TagResource of S3 Control");
    }));
});
