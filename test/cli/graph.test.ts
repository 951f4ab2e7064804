import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runGraph } from "../../src/cli/commands/graph.ts";
import type { GraphOptions } from "../../src/cli/options.ts";
import { graphMermaid } from "../../src/cli/render/graph-mermaid.ts";
import { addressOf } from "../../src/model/address.ts";
import { type Graph, graphOf } from "../../src/plan/graph.ts";
import { flowchartOf } from "./mermaid-flowchart.ts";
import { watch } from "./person.ts";
import { desiredStateOf } from "./workspace.ts";

const EXAMPLE = "desired-state/image-upload.yaml";

async function graph(path: string, options: Partial<GraphOptions> = {}) {
  const { terminal, out, err } = watch();
  const code = await runGraph(path, { format: "text", only: [], color: false, ...options }, terminal);
  return { code, out: out(), err: err() };
}

interface Resources {
  readonly resources: readonly {
    readonly address: string;
    readonly derived: boolean;
    readonly external: boolean;
    readonly needs: readonly string[];
  }[];
}

async function resourcesOf(path: string, only: readonly string[] = []): Promise<Resources["resources"]> {
  const { out } = await graph(path, { format: "json", only });
  // What `graphJson` writes; every member that is looked at is compared.
  return (JSON.parse(out) as Resources).resources;
}

describe("reconcile graph", () => {
  it("draws the example as agreed, without a call to anybody", async () => {
    const { code, out, err } = await graph(EXAMPLE);

    expect({ code, err }).toEqual({ code: 0, err: "" });
    await expect(out).toMatchFileSnapshot("golden/graph.mmd");
    expect(readFileSync("docs/pull-requests.md", "utf8")).toContain(`\`\`\`mermaid\n${out}\`\`\`\n`);
  });

  it("puts what belongs together into one frame, and leads arrows from what must stand first", async () => {
    const { frames, arrows } = flowchartOf((await graph(EXAMPLE)).out);

    expect(Object.keys(frames)).toEqual(["Buckets", "Roles", "Function ImageUploaderLambda", "API ImageUploadAPI"]);
    expect(frames["API ImageUploadAPI"]).toContain("stage prod");
    expect(arrows).toContainEqual(["permission: prod calls ImageUploaderLambda:prod", "stage prod"]);
    expect(arrows).toContainEqual(["role image-uploader", "function ImageUploaderLambda"]);
    // Said by way of the snapshot already.
    expect(arrows).not.toContainEqual(["API ImageUploadAPI", "stage prod"]);
  });

  it("says the same each time, in the order of addresses", async () => {
    const [once, again] = [await graph(EXAMPLE), await graph(EXAMPLE)];

    expect(again.out).toBe(once.out);
    const kinds = (await resourcesOf(EXAMPLE)).map(({ address }) => address.split(":")[0]);
    expect([...new Set(kinds)]).toEqual([
      "bucket",
      "role",
      "function",
      "version",
      "alias",
      "rest-api",
      "permission",
      "deployment",
      "stage",
    ]);
  });

  it("as JSON tells of each resource all that it needs, and whether it was declared", async () => {
    const resources = await resourcesOf(EXAMPLE);
    const stage = resources.find(({ address }) => address === "stage:ImageUploadAPI/dev");

    expect(stage).toMatchObject({ derived: false, external: false });
    expect(stage?.needs).toEqual([
      "bucket:stagekeeper-example-images-dev",
      "rest-api:ImageUploadAPI",
      "permission:ImageUploaderLambda/dev/ImageUploadAPI/dev",
      expect.stringMatching(/^deployment:ImageUploadAPI\/[0-9a-f]{12}$/),
    ]);
    expect(resources.filter(({ derived }) => derived).map(({ address }) => address.split(":")[0])).toEqual([
      "version",
      "permission",
      "permission",
      "deployment",
    ]);
  });

  it("with --only shows what is asked for and everything that it needs", async () => {
    const addresses = (await resourcesOf(EXAMPLE, ["stage:*/dev"])).map(({ address }) => address);

    expect(addresses).toContain("bucket:stagekeeper-example-images-dev");
    expect(addresses).toContain("role:image-uploader");
    expect(addresses).not.toContain("stage:ImageUploadAPI/prod");
    expect(addresses).not.toContain("alias:ImageUploaderLambda/prod");
  });

  it("refuses an --only that nothing matches, as a slip of the pen", async () => {
    expect(await graph(EXAMPLE, { only: ["stage:*/porod"] })).toEqual({
      code: 1,
      out: "",
      err: "error: --only stage:*/porod matches nothing that is declared\n",
    });
  });

  it("of an invalid desired state draws nothing, and says what is wrong", async () => {
    const { code, out, err } = await graph(desiredStateOf("buckts: {}"));

    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("did you mean");
  });

  it("with --format markdown is ready for a comment", async () => {
    const { out } = await graph(EXAMPLE, { format: "markdown" });

    expect(out).toMatch(/^```mermaid\nflowchart LR\n[^`]*\n```\n$/);
  });

  it("says so where Mermaid would refuse to draw so much", async () => {
    const buckets = Array.from({ length: 60 }, (_, index) => `b-${index}`);
    const functions = Array.from({ length: 10 }, (_, index) => {
      const environment = buckets.map((bucket, place) => `V${place}: acme-${bucket}`).join(", ");
      return `  F${index}: { role: "arn:aws:iam::000000000000:role/r", runtime: nodejs22.x, handler: a.b, environment: { ${environment} } }`;
    });
    const file = desiredStateOf(
      ["buckets:", ...buckets.map((bucket) => `  acme-${bucket}: {}`), "functions:", ...functions].join("\n"),
    );

    const { code, err } = await graph(file);

    expect(err).toMatch(/^warning: 600 arrows in \d+ characters: Mermaid draws 500 and 50000 by default; --only/);
    expect(code).toBe(0);
  });
});

describe("names in a picture", () => {
  it.each(['a"b', "a]b", "a#b;", "end", "<b>x</b>", "`x`", "a|b", "%%x", "click x", "\u001b[2J", "ö 🙂", "a&quot;b"])(
    "of %s stay text",
    (name) => {
      const address = addressOf("bucket", name);
      const picture: Graph = {
        nodes: [{ address, kind: "bucket", external: true, derived: false, needs: [], direct: [] }],
      };

      const { frames, external } = flowchartOf(graphMermaid(picture));

      const shown = name.replace("\u001b", "\\u001b");
      expect(frames).toEqual({ Buckets: [`bucket ${shown}`] });
      expect(external).toEqual([`bucket ${shown}`]);
    },
  );
});

describe("what is needed", () => {
  it("is followed to its end also where resources need each other in a circle", () => {
    const bucket = (name: string, after: string) => ({
      kind: "bucket" as const,
      address: `bucket:${name}` as const,
      spec: {},
      intent: {},
      options: { adopt: false, protect: false, external: false },
      origin: { file: "a.yaml", line: 1, column: 1 },
      after: [`bucket:${after}` as const],
      sensitive: [],
    });
    const resources = [bucket("a", "b"), bucket("b", "c"), bucket("c", "a")];

    const { nodes } = graphOf({ resources, blocked: [], notes: [] }, resources, ["bucket:a"]);

    expect(nodes.map(({ address, direct }) => [address, direct])).toEqual([
      ["bucket:a", ["bucket:b"]],
      ["bucket:b", ["bucket:c"]],
      ["bucket:c", ["bucket:a"]],
    ]);
  });
});
