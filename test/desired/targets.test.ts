import { expect, test } from "vitest";
import type { Document } from "yaml";
import { LastingSource } from "../../src/desired/lasting-source.ts";
import { createFleetSource } from "../../src/desired/load.ts";
import { parse } from "../../src/desired/parse.ts";
import type { FleetLoad } from "../../src/model/fleet.ts";
import { issuesOf, load, loadValid, scratch, type Texts } from "./scratch.ts";

const TARGETS = `targets:
  dev: { account: "111111111111", region: us-east-1 }
  prod-us: { account: "222222222222", region: us-east-1, role: stagekeeper, externalId: ours, values: { size: 512 } }
  prod-eu: { account: "222222222222", region: eu-west-1, role: arn:aws:iam::222222222222:role/ci/stagekeeper, values: { size: 256 } }
`;

function loadFleet(texts: Texts, valuesFile?: string): Promise<FleetLoad> {
  const source = createFleetSource({ path: "state", cwd: scratch(texts), ...(valuesFile !== undefined && { valuesFile }) });
  return source.load(new AbortController().signal);
}

/** Addresses by target, or the codes of what is wrong there. */
async function loaded(texts: Texts): Promise<unknown> {
  const fleet = await loadFleet(texts);
  if (!fleet.valid) return fleet.issues.map(({ code, line }) => `${code}:${line}`);
  return Object.fromEntries(
    fleet.targets.map(({ target, loaded: result }) => [
      target.name,
      result.valid
        ? result.state.resources.map(({ address }) => address).join(" ")
        : result.issues.map(({ code, line }) => `${code}:${line}`),
    ]),
  );
}

test("a file holds in the targets that it names, and each target is a desired state of its own", async () => {
  const found = await loaded({
    "state/targets.yaml": TARGETS,
    "state/every.yaml": 'in: "*"\nbuckets:\n  logs-${target.account}-${target.region}: {}\n',
    "state/prod.yaml": "in: prod-*\nroles:\n  worker: {}\n",
    "state/dev.yaml": "in: [dev]\nroles:\n  tester: {}\n",
  });

  expect(found).toEqual({
    dev: "bucket:logs-111111111111-us-east-1 role:tester",
    "prod-eu": "bucket:logs-222222222222-eu-west-1 role:worker",
    "prod-us": "bucket:logs-222222222222-us-east-1 role:worker",
  });
});

test("a target is its own guard, its role is told by name or ARN, and its values go before those of files", async () => {
  const fleet = await loadFleet({
    "state/targets.yaml": `${TARGETS}values: { size: 128 }\n`,
    "state/every.yaml": 'in: "*"\nroles:\n  worker: { tags: { size: "${values.size}", at: "${target.name}" } }\n',
  });

  expect(fleet.valid && fleet.targets.map(({ target }) => target)).toEqual([
    { name: "dev", account: "111111111111", region: "us-east-1" },
    {
      name: "prod-eu",
      account: "222222222222",
      region: "eu-west-1",
      role: { arn: "arn:aws:iam::222222222222:role/ci/stagekeeper" },
    },
    {
      name: "prod-us",
      account: "222222222222",
      region: "us-east-1",
      role: { arn: "arn:aws:iam::222222222222:role/stagekeeper", externalId: "ours" },
    },
  ]);
  const states = fleet.valid ? fleet.targets.flatMap(({ loaded: result }) => (result.valid ? [result.state] : [])) : [];
  expect(states.map(({ target }) => target)).toEqual([
    { account: "111111111111", region: "us-east-1" },
    { account: "222222222222", region: "eu-west-1" },
    { account: "222222222222", region: "us-east-1" },
  ]);
  expect(states.map(({ resources: [role] }) => (role?.kind === "role" ? role.spec.tags : null))).toEqual([
    { size: "128", at: "dev" },
    { size: "256", at: "prod-eu" },
    { size: "512", at: "prod-us" },
  ]);
  expect(new Set(states.map(({ revision }) => revision)).size).toBe(3);
});

test("--values goes before the values of targets", async () => {
  const texts = {
    "state/targets.yaml": TARGETS,
    "state/every.yaml": "in: prod-*\nroles:\n  worker-${values.size}: {}\n",
    "state/dev.yaml": "in: dev\nroles:\n  worker: {}\n",
    "mine.yaml": "size: 64\n",
  };

  const fleet = await loadFleet(texts, "mine.yaml");

  const addresses = fleet.valid
    ? fleet.targets.map(({ loaded: result }) => result.valid && result.state.resources[0]?.address)
    : [];
  expect(addresses).toEqual(["role:worker", "role:worker-64", "role:worker-64"]);
});

test("what is wrong for one target stops that target alone", async () => {
  const found = await loaded({
    "state/targets.yaml": TARGETS,
    "state/dev.yaml": "in: dev\nroles:\n  worker: {}\n",
    "state/prod.yaml": 'in: prod-*\nroles:\n  worker: { description: "zone ${values.zone}" }\n',
    "state/eu.yaml": "in: prod-eu\nvalues: { zone: a }\n",
  });

  expect(found).toEqual({ dev: "role:worker", "prod-eu": "role:worker", "prod-us": ["undefined-value:3"] });
});

test("a file that cannot be read may be of any target, so all of them wait for it", async () => {
  const found = await loaded({
    "state/targets.yaml": TARGETS,
    "state/dev.yaml": 'in: "*"\nroles:\n  worker: {}\n',
    "state/eu.yaml": "in: [prod-eu\n",
  });

  expect(Object.values(found as object).flat()).toEqual(Array.from({ length: 3 }, () => "syntax:2"));
});

const REFUSED: readonly { readonly name: string; readonly texts: Texts; readonly issues: readonly string[] }[] = [
  {
    name: "a file of resources that does not say where it holds",
    texts: { "state/all.yaml": "roles:\n  worker: {}\n" },
    issues: ["no-target:1"],
  },
  {
    name: "a target that there is not",
    texts: { "state/all.yaml": "in: [dev, prod-asia]\nroles:\n  worker: {}\n" },
    issues: ["unknown-target:1"],
  },
  {
    name: "a guard beside the targets",
    texts: { "state/all.yaml": 'in: dev\ntarget: { account: "111111111111" }\nroles:\n  worker: {}\n' },
    issues: ["two-targets:2"],
  },
  {
    name: "a target that is declared twice",
    texts: { "state/zz.yaml": 'targets:\n  dev: { account: "111111111111", region: eu-west-1 }\n' },
    issues: ["declared-twice:2"],
  },
  {
    name: "two targets in one account and region",
    texts: { "state/zz.yaml": 'targets:\n  development: { account: "111111111111", region: us-east-1 }\n' },
    issues: ["same-target:2"],
  },
  {
    name: "a role of another account",
    texts: {
      "state/zz.yaml": 'targets:\n  x: { account: "111111111111", region: eu-west-1, role: arn:aws:iam::333333333333:role/r }\n',
    },
    issues: ["other-account:2"],
  },
  {
    name: "an ARN of something else",
    texts: {
      "state/zz.yaml": 'targets:\n  x: { account: "111111111111", region: eu-west-1, role: arn:aws:iam::111111111111:user/r }\n',
    },
    issues: ["illegal-value:2"],
  },
  {
    name: "an external id without a role",
    texts: { "state/zz.yaml": 'targets:\n  x: { account: "111111111111", region: eu-west-1, externalId: ours }\n' },
    issues: ["missing-property:2"],
  },
  {
    name: "a target without a region",
    texts: { "state/zz.yaml": 'targets:\n  x: { account: "111111111111" }\n' },
    issues: ["missing-property:2"],
  },
  {
    name: "a name that cannot be one",
    texts: { "state/zz.yaml": 'targets:\n  prod/us: { account: "111111111111", region: eu-west-1 }\n' },
    issues: ["illegal-name:2"],
  },
];

test.each(REFUSED)("refuses $name", async ({ texts, issues }) => {
  expect(await loaded({ "state/targets.yaml": TARGETS, ...texts })).toEqual(issues);
});

test("refuses targets that are none, and `in` without targets", async () => {
  expect(await loaded({ "state/a.yaml": "targets: {}\n" })).toEqual(["no-targets:1"]);
  expect(await loaded({ "state/a.yaml": "in: dev\nroles:\n  worker: {}\n" })).toEqual({ null: ["no-targets:1"] });
});

test("a bucket in two targets is refused, for its name is taken once in all of AWS", async () => {
  const found = await loaded({
    "state/targets.yaml": TARGETS,
    "state/all.yaml": "in: [dev, prod-eu]\nbuckets:\n  logs: {}\n",
    "state/us.yaml": "in: prod-us\nroles:\n  worker: {}\n",
  });

  expect(found).toEqual({ dev: ["same-bucket:3"], "prod-eu": ["same-bucket:3"], "prod-us": "role:worker" });
});

test("a target knows what the others of its account declare of what has no region", async () => {
  const fleet = await loadFleet({
    "state/targets.yaml": TARGETS,
    "state/prod.yaml": "in: prod-*\nroles:\n  worker: {}\n",
    "state/us.yaml": "in: prod-us\nbuckets:\n  only-us: {}\napis:\n  orders: { endpoint: REGIONAL }\n",
    "state/dev.yaml": "in: dev\nroles:\n  tester: {}\n",
  });

  const elsewhere = fleet.valid ? fleet.targets.map(({ loaded: result }) => result.valid && result.state.elsewhere) : [];
  expect(elsewhere).toEqual([
    undefined,
    {
      whole: true,
      resources: [
        { address: "bucket:only-us", target: "prod-us" },
        { address: "role:worker", target: "prod-us" },
      ],
    },
    { whole: true, resources: [{ address: "role:worker", target: "prod-eu" }] },
  ]);
});

test("a desired state with one target needs no choice, and one with several says which there are", async () => {
  const one = {
    "t.yaml": 'targets:\n  dev: { account: "111111111111", region: us-east-1 }\n',
    "a.yaml": "in: dev\nroles:\n  r: {}\n",
  };
  const [alone, many] = [await load(one), await load({ "t.yaml": TARGETS, "a.yaml": "in: dev\nroles:\n  r: {}\n" })];

  expect(alone.valid && alone.state.target).toEqual({ account: "111111111111", region: "us-east-1" });
  expect(!many.valid && many.issues.map(({ code, suggestion }) => `${code}: ${suggestion}`)).toEqual([
    "many-targets: choose with --target: dev, prod-eu, prod-us",
  ]);
});

test("without targets, ${target.region} is what the guard says", async () => {
  const guarded = await loadValid({ "a.yaml": "target: { region: eu-west-1 }\nroles:\n  r-${target.region}: {}\n" });
  const open = await load({ "a.yaml": "roles:\n  r-${target.region}: {}\n" });

  expect(guarded.resources[0]?.address).toBe("role:r-eu-west-1");
  expect(!open.valid && open.issues.map(({ code }) => code)).toContain("undefined-value");
});

/** A document that asks for a value, in one target of three. */
const WITH_DOCUMENT = {
  "state/targets.yaml": TARGETS,
  "state/every.yaml": "in: [dev, prod-eu]\nroles:\n  worker: {}\n",
  "state/last.yaml": "in: prod-us\napis:\n  shop:\n    openapi: ../api.yaml\n    stages: { live: {} }\n",
  "api.yaml": [
    "openapi: 3.0.1",
    'info: { title: A, version: "1", description: "${values.text}" }',
    "paths:",
    "  /x:",
    "    get:",
    "      responses: { default: { description: ok } }",
    "      x-amazon-apigateway-integration: { type: mock, requestTemplates: { application/json: '{\"statusCode\": 200}' } }",
    "",
  ].join("\n"),
  "values.yaml": "text: hello\nodd: 1\n",
};

test("a value that only another target's document asks for is used", async () => {
  const fleet = await loadFleet(WITH_DOCUMENT, "values.yaml");

  const said = fleet.valid ? fleet.targets.map(({ loaded }) => issuesOf(loaded).map(({ message }) => message)) : fleet.issues;
  expect(said).toEqual(Array(3).fill(["nothing asks for ${values.odd}"]));
});

test("whoever follows the code and documents is told of those of all targets at once", async () => {
  const told: string[][] = [];
  const cwd = scratch({
    ...WITH_DOCUMENT,
    "state/dev.yaml": "in: dev\nfunctions:\n  F: { code: ../code, runtime: nodejs22.x, handler: index.handler, role: worker }\n",
    "code/index.mjs": "export const handler = async () => 1;\n",
  });
  const onCode = async (paths: readonly string[]) => void told.push(paths.map((path) => path.slice(cwd.length + 1)).toSorted());
  const source = createFleetSource({ path: "state", cwd, valuesFile: "values.yaml", onCode });
  await source.load(new AbortController().signal);
  const first = told.length;
  await source.load(new AbortController().signal);

  expect(told[first - 1]).toEqual(["api.yaml", "code"]);
  // Nothing is let go of while it is read again.
  expect(told.slice(first).every((paths) => paths.join() === "api.yaml,code")).toBe(true);
});

const A = '  a: { account: "111111111111", region: us-east-1 }\n';
const B = '  b: { account: "222222222222", region: us-east-1 }\n';

test.each([
  {
    name: "a fault behind the targets",
    text: `targets:\n${A}${B}in: "*"\nbuckets:\n  "x-\${target.account}": { versionning: enabled }\n`,
    each: ["unknown-property:6"],
  },
  {
    name: "a fault before the targets",
    text: `buckets:\n  "x-\${target.account}": { versionning: enabled }\nin: "*"\ntargets:\n${A}${B}`,
    each: ["unknown-property:2"],
  },
  {
    name: "a name twice in a target",
    text: `targets:\n${A.replace(" }", ", values: { s: 1, s: 2 } }")}${B}in: "*"\nbuckets:\n  "x-\${target.account}": {}\n`,
    each: ["duplicate-key:2"],
  },
  {
    name: "a value in a target",
    text: `targets:\n${A.replace(" }", ', values: { s: "${values.t}" } }')}${B}in: "*"\nbuckets:\n  "x-\${target.account}": {}\n`,
    each: ["undefined-value:2"],
  },
  {
    name: "nothing, where something refers into the targets",
    text: `targets:\n${A.replace('"1', '&first "1')}${B}in: "*"\nroles:\n  r: { tags: { first: *first, own: "\${target.name}" } }\n`,
    each: "role:r",
  },
])("targets and all else in one file: $name is told of each target, where it stands", async ({ text, each }) => {
  expect(await loaded({ "state/all.yaml": text })).toEqual({ a: each, b: each });
});

test("a file is not read once more for each of its targets, but what it declares is copied", () => {
  const declared = `in: "*"\nbuckets:\n  "x-\${target.account}": {}\n`;
  const { source } = parse({ name: "all.yaml", path: "/all.yaml" }, `targets:\n${A}${B}${declared}`);
  if (source === null) throw new Error("it has a fault");
  const placeOf = ({ document }: { readonly document: Document }) => document.getIn(["buckets"], true);
  const first = new LastingSource({ name: "all.yaml", path: "/all.yaml" }, source);

  const [one, other] = [first.again(), first.again()];

  expect(one.document.toJS()).toEqual({ in: "*", buckets: { "x-${target.account}": {} } });
  expect(placeOf(other)).toMatchObject({ range: (placeOf(first) as { readonly range: unknown }).range });
  expect(placeOf(other)).not.toBe(placeOf(one));
});
