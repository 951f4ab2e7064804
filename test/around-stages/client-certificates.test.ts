/** Client certificates are made once whatever happens, found again by our marks alone, and left for another without an outage. */
import type { ClientCertificate } from "@aws-sdk/client-api-gateway";
import { expect, it } from "vitest";
import { NAME_TAG, OWNER_TAG } from "../../src/kinds/mark.ts";
import type { RunReport } from "../../src/model/report.ts";
import { AwsError } from "../../src/sandbox/wire/aws-error.ts";
import { loadValid } from "../desired/scratch.ts";
import { travel } from "../permissions/journey.ts";
import type { RootClients } from "../permissions/root-clients.ts";

const ANYTHING = [{ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } }];

/** `shown`: what the stage says of its certificate, if anything. */
function declared(certificates: readonly string[], shown: string | undefined, more = "") {
  const stage = shown === undefined ? "{}" : `{ clientCertificate: "${shown}" }`;
  const section = certificates.map((name) => `  ${name}: {${more}}\n`).join("");
  return loadValid({
    "desired.yaml": `owner: acme
apis: { Shop: { routes: { GET /: { http: { url: "https://example.org" } } }, stages: { prod: ${stage} } } }
clientCertificates:${section === "" ? " {}" : `\n${section}`}
`,
  });
}

async function certificatesOf({ apigateway }: RootClients): Promise<readonly ClientCertificate[]> {
  return (await apigateway.getClientCertificates({ limit: 500 })).items ?? [];
}

/** Name and id of the one that the stage shows. */
async function shownBy(root: RootClients): Promise<string | undefined> {
  const [api] = (await root.apigateway.getRestApis({})).items ?? [];
  const [stage] = (await root.apigateway.getStages({ restApiId: api?.id })).item ?? [];
  const certificates = await certificatesOf(root);
  const shown = certificates.find(({ clientCertificateId }) => clientCertificateId === stage?.clientCertificateId);
  return shown?.tags?.[NAME_TAG] ?? stage?.clientCertificateId;
}

const steps = (report: RunReport) => report.steps.map(({ step }) => `${step.action} ${step.address}`);
const blocked = (report: RunReport) => report.plan?.blocked.map(({ address, reason }) => `${address} ${reason}`);

it("a stage shows the one that it names, which is made before it", async () => {
  await travel(ANYTHING, async ({ run, root }) => {
    const report = await run(await declared(["backend"], "backend"));

    expect(report.outcome).toBe("converged");
    expect(steps(report).indexOf("create client-certificate:backend")).toBeLessThan(
      steps(report).indexOf("create stage:Shop/prod"),
    );
    expect(await shownBy(root)).toBe("backend");
    expect((await certificatesOf(root))[0]?.tags).toEqual({ [OWNER_TAG]: "acme", [NAME_TAG]: "backend" });
  });
});

it.each([
  ["whose answer is lost", "lose"],
  ["that is answered by an error, though it took effect", "fail"],
] as const)("one %s is not made again", async (_, type) => {
  await travel(ANYTHING, async ({ run, root, sandbox }) => {
    let struck = 0;
    sandbox.faults.script(({ operation }) => {
      if (operation !== "GenerateClientCertificate" || struck > 0) return undefined;
      struck += 1;
      return { type, when: "after" };
    });
    const state = await declared(["backend"], "backend");

    await run(state);

    expect(struck).toBe(1);
    expect(await certificatesOf(root)).toHaveLength(1);
    expect((await run(state)).outcome).toBe("in-sync");
    expect(await shownBy(root)).toBe("backend");
  });
});

it("one whose call took no effect is made", async () => {
  await travel(ANYTHING, async ({ run, root, sandbox }) => {
    let struck = 0;
    sandbox.faults.script(({ operation }) => {
      if (operation !== "GenerateClientCertificate" || struck > 0) return undefined;
      struck += 1;
      return { type: "lose", when: "before" };
    });

    expect((await run(await declared(["backend"], "backend"))).outcome).toBe("converged");

    expect(await certificatesOf(root)).toHaveLength(1);
  });
});

it("one that a pass made and did not live to use is used by the next", async () => {
  await travel(ANYTHING, async ({ run, root }) => {
    await root.apigateway.generateClientCertificate({ tags: { [OWNER_TAG]: "acme", [NAME_TAG]: "backend" } });

    const report = await run(await declared(["backend"], "backend"));

    expect(steps(report)).not.toContain("create client-certificate:backend");
    expect(await certificatesOf(root)).toHaveLength(1);
    expect(await shownBy(root)).toBe("backend");
  });
});

it("of two passes that make it at the same time one gives way", async () => {
  await travel(ANYTHING, async ({ run, root, sandbox }) => {
    let struck = 0;
    sandbox.faults.script(({ operation }) => {
      if (operation !== "GenerateClientCertificate" || struck > 0) return undefined;
      struck += 1;
      const tags = { [OWNER_TAG]: "acme", [NAME_TAG]: "backend" };
      return { type: "meanwhile", work: async () => void (await root.apigateway.generateClientCertificate({ tags })) };
    });
    const state = await declared(["backend"], "backend");

    await run(state);

    expect(await certificatesOf(root)).toHaveLength(1);
    expect((await run(state)).outcome).toBe("converged");
    expect(await shownBy(root)).toBe("backend");
  });
});

it("two of a name that both carry our mark are not told apart", async () => {
  await travel(ANYTHING, async ({ run, root }) => {
    const tags = { [OWNER_TAG]: "acme", [NAME_TAG]: "backend" };
    await root.apigateway.generateClientCertificate({ tags });
    await root.apigateway.generateClientCertificate({ tags });

    const report = await run(await declared(["backend"], undefined));

    expect(blocked(report)).toEqual(["client-certificate:backend unknown-ambiguous"]);
    expect(await certificatesOf(root)).toHaveLength(2);
  });
});

it("a stage may show one that is not declared, by its id, and it is never ours to delete", async () => {
  await travel(ANYTHING, async ({ run, root }) => {
    const { clientCertificateId = "" } = await root.apigateway.generateClientCertificate({ description: "by hand" });

    expect((await run(await declared([], clientCertificateId), { prune: true })).outcome).toBe("converged");
    expect(await shownBy(root)).toBe(clientCertificateId);
    expect((await run(await declared([], "off"), { prune: true })).outcome).toBe("converged");

    expect(await certificatesOf(root)).toMatchObject([{ clientCertificateId }]);
  });
});

it("one that was made by hand is declared by its id, and is ours from when that is said", async () => {
  await travel(ANYTHING, async ({ run, root }) => {
    const { clientCertificateId: id = "" } = await root.apigateway.generateClientCertificate({ description: "by hand" });

    expect(blocked(await run(await declared([id], undefined, " description: ours ")))).toEqual([
      `client-certificate:${id} not-owned`,
    ]);
    expect((await run(await declared([id], id, " adopt: true "))).outcome).toBe("converged");

    expect(await certificatesOf(root)).toMatchObject([{ description: "by hand", tags: { [OWNER_TAG]: "acme" } }]);
    expect(await shownBy(root)).toBe(id);
  });
});

it("one of another owner is neither changed nor deleted", async () => {
  await travel(ANYTHING, async ({ run, root }) => {
    const tags = { [OWNER_TAG]: "others", [NAME_TAG]: "backend" };
    await root.apigateway.generateClientCertificate({ description: "theirs", tags });

    const report = await run(await declared(["backend"], undefined, " description: ours "), { prune: true });
    await run(await declared([], undefined), { prune: true });

    expect(blocked(report)).toEqual(["client-certificate:backend owned-by-other"]);
    expect(await certificatesOf(root)).toMatchObject([{ description: "theirs", tags }]);
  });
});

it("is told to expire in the month before it does, and changes nothing by that", async () => {
  await travel(ANYTHING, async ({ run, root }) => {
    const state = await declared(["backend"], "backend");
    await run(state);
    const { expirationDate } = (await certificatesOf(root))[0] ?? {};
    const said = (report: RunReport) => report.plan?.notes.filter(({ code }) => code === "expires").map(({ address }) => address);
    expect(said(await run(state))).toEqual([]);

    await root.clock.sleep((expirationDate?.getTime() ?? 0) - root.clock.now() - 86_400_000);

    const report = await run(state);
    expect(said(report)).toEqual(["client-certificate:backend"]);
    expect(report.outcome).toBe("in-sync");
  });
});

it("is rotated by three commits, and at no moment shows a stage none", async () => {
  await travel(ANYTHING, async ({ run, root, sandbox }) => {
    await run(await declared(["old"], "old"));
    const since = sandbox.journal.writes().length;

    expect(steps(await run(await declared(["old", "new"], "old"), { prune: true }))).toEqual(["create client-certificate:new"]);
    expect(steps(await run(await declared(["old", "new"], "new"), { prune: true }))).toEqual(["update stage:Shop/prod"]);
    expect(steps(await run(await declared(["new"], "new"), { prune: true }))).toEqual(["delete client-certificate:old"]);

    expect(await shownBy(root)).toBe("new");
    expect((await certificatesOf(root)).map(({ tags }) => tags?.[NAME_TAG])).toEqual(["new"]);
    const writes = sandbox.journal.writes().slice(since);
    expect(writes.map(({ operation }) => operation)).toEqual([
      "GenerateClientCertificate",
      "UpdateStage",
      "DeleteClientCertificate",
    ]);
  });
});

it("is made, shown and left in that order where one commit says all of it", async () => {
  await travel(ANYTHING, async ({ run, root }) => {
    await run(await declared(["old"], "old"));

    const report = await run(await declared(["new"], "new"), { prune: true });

    expect(report.outcome).toBe("converged");
    expect(steps(report)).toEqual(["create client-certificate:new", "update stage:Shop/prod", "delete client-certificate:old"]);
    expect((await certificatesOf(root)).map(({ tags }) => tags?.[NAME_TAG])).toEqual(["new"]);
  });
});

it("stays while a stage shows it that no longer says which, and goes when that says off", async () => {
  await travel(ANYTHING, async ({ run, root }) => {
    await run(await declared(["old"], "old"));

    const kept = await run(await declared([], undefined), { prune: true });
    expect(blocked(kept)).toEqual(["client-certificate:old in-use"]);
    expect(await shownBy(root)).toBe("old");

    expect(steps(await run(await declared([], "off"), { prune: true }))).toEqual([
      "update stage:Shop/prod",
      "delete client-certificate:old",
    ]);
    expect(await certificatesOf(root)).toEqual([]);
  });
});

it("is not deleted where nobody asked for that, though nothing shows it", async () => {
  await travel(ANYTHING, async ({ run, root }) => {
    await run(await declared(["old"], undefined));

    expect((await run(await declared([], undefined))).outcome).toBe("in-sync");

    expect(await certificatesOf(root)).toHaveLength(1);
  });
});

it("that a stage shows which nobody declares is left by AWS's own refusal", async () => {
  await travel(ANYTHING, async ({ run, root }) => {
    await run(await declared(["old"], undefined));
    const [certificate] = await certificatesOf(root);
    const [api] = (await root.apigateway.getRestApis({})).items ?? [];
    const { items: [deployment] = [] } = await root.apigateway.getDeployments({ restApiId: api?.id });
    const theirs = { restApiId: api?.id, stageName: "theirs" };
    await root.apigateway.createStage({ ...theirs, deploymentId: deployment?.id });
    const patchOperations = [
      { op: "replace" as const, path: "/clientCertificateId", value: certificate?.clientCertificateId ?? "" },
    ];
    await root.apigateway.updateStage({ ...theirs, patchOperations });

    const report = await run(await declared([], undefined), { prune: true });

    expect(report.outcome).toBe("failed");
    expect(await certificatesOf(root)).toHaveLength(1);
  });
});

it("all of an account are read in one call a pass, where one is declared", async () => {
  await travel(ANYTHING, async ({ run, root, sandbox }) => {
    const state = await declared(["one", "two", "three"], "two");
    await run(state);
    for (let count = 0; count < 30; count += 1) await root.apigateway.generateClientCertificate({});
    const reads = () => sandbox.journal.entries().filter(({ operation }) => operation === "GetClientCertificates").length;
    const before = reads();

    expect((await run(state)).outcome).toBe("in-sync");

    expect(reads() - before).toBe(1);
  });
});

it("an endpoint that knows no client certificates keeps nothing else from being pruned", async () => {
  await travel(ANYTHING, async ({ run, sandbox }) => {
    await run(await declared([], undefined));
    // As moto and ministack answer.
    const error = new AwsError("", "Not Found", 404);
    sandbox.faults.script(({ operation }) =>
      operation === "GetClientCertificates" ? { type: "fail", when: "before", error } : undefined,
    );

    const report = await run(await loadValid({ "desired.yaml": "owner: acme\nbuckets: { acme-left: {} }\n" }), { prune: true });

    expect(report.outcome).toBe("converged");
    expect(steps(report)).toContain("delete rest-api:Shop");
  });
});
