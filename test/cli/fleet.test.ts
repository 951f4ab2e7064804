/** A desired state of several targets from the command line, on an embedded AWS of as many accounts. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, onTestFinished, test, vi } from "vitest";
import { runIamPolicy } from "../../src/cli/commands/iam-policy.ts";
import { runPass } from "../../src/cli/commands/pass.ts";
import { runValidate } from "../../src/cli/commands/validate.ts";
import type { PassOptions } from "../../src/cli/options.ts";
import { createCloud } from "../../src/sandbox/cloud.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";
import { watch } from "./person.ts";
import { passOptions } from "./workspace.ts";

const isResult = new Ajv2020({ allErrors: true }).compile(JSON.parse(readFileSync("schemas/result.schema.json", "utf8")));

const TARGETS = `owner: fleet-test
targets:
  dev: { account: "111111111111", region: us-east-1 }
  prod-us: { account: "222222222222", region: us-east-1, role: stagekeeper, externalId: ours }
  prod-eu: { account: "222222222222", region: eu-west-1, role: stagekeeper, externalId: ours }
`;
const EVERYWHERE = 'in: "*"\nbuckets:\n  acme-${target.name}: {}\nroles:\n  worker: { assumedBy: lambda.amazonaws.com }\n';

function stateOf(texts: Readonly<Record<string, string>>): string {
  const directory = path.join(mkdtempSync(path.join(os.tmpdir(), "stagekeeper-fleet-")), "desired-state");
  onTestFinished(() => rmSync(path.dirname(directory), { recursive: true, force: true }));
  mkdirSync(directory);
  for (const [name, text] of Object.entries(texts)) writeFileSync(path.join(directory, name), text);
  return directory;
}

const FLEET = { "targets.yaml": TARGETS, "all.yaml": EVERYWHERE };

async function run(texts: Readonly<Record<string, string>>, options: Partial<PassOptions> = {}, answers?: readonly string[]) {
  const watched = watch(answers === undefined ? {} : { answers });
  const request = { path: stateOf(texts), kind: "apply", options: passOptions(options) } as const;
  return { code: await runPass(request, watched.terminal), out: watched.out(), questions: watched.questions };
}

async function resultOf(texts: Readonly<Record<string, string>>, options: Partial<PassOptions> = {}) {
  const { code, out } = await run(texts, { format: "json", ...options });
  const result = JSON.parse(out);
  isResult(result);
  expect(isResult.errors).toBeNull();
  return { code, result };
}

test("every target is planned, applied and told by itself, and summed up at the end", async () => {
  const { code, out } = await run(FLEET);

  expect(out).toContain("━━ prod-eu  account 222222222222 in eu-west-1");
  expect(out).toContain("✓ bucket:acme-dev created dev");
  expect(out).toMatch(/3 targets: 3 converged/);
  expect(out).toMatch(/ {2}✓ prod-us {2}converged · 2 to create/);
  expect(code).toBe(0);
});

test("JSON is that of one pass, each row with its target, and a summary of each", async () => {
  const { code, result } = await resultOf(FLEET);

  expect(code).toBe(0);
  expect(result).toMatchObject({ outcome: "converged", account: null, region: null });
  expect(result.steps.map(({ target, address }: Record<string, string>) => `${target} ${address}`)).toEqual([
    "dev bucket:acme-dev",
    "dev role:worker",
    "prod-eu bucket:acme-prod-eu",
    "prod-eu role:worker",
    "prod-us bucket:acme-prod-us",
    "prod-us role:worker",
  ]);
  expect(
    result.targets.map(({ name, account, region, outcome, steps }: Record<string, unknown>) => [
      name,
      account,
      region,
      outcome,
      steps,
    ]),
  ).toEqual([
    ["dev", "111111111111", "us-east-1", "converged", 2],
    ["prod-eu", "222222222222", "eu-west-1", "converged", 2],
    ["prod-us", "222222222222", "us-east-1", "converged", 2],
  ]);
});

test("what is wrong with one target leaves the others as they are: exit 1", async () => {
  const { code, result } = await resultOf({
    ...FLEET,
    "eu.yaml": 'in: prod-eu\nroles:\n  broken: { description: "${values.no}" }\n',
  });

  expect(code).toBe(1);
  expect(result.outcome).toBe("invalid");
  expect(result.issues).toMatchObject([{ target: "prod-eu", code: "undefined-value" }]);
  expect(result.targets.map(({ outcome }: Record<string, unknown>) => outcome)).toEqual(["converged", "invalid", "converged"]);
});

test("--target narrows, and a name that there is not is refused", async () => {
  const { result } = await resultOf(FLEET, { target: ["prod-*"], dryRun: true });
  const odd = await run(FLEET, { target: ["staging"] });
  const none = await run({ "all.yaml": "roles:\n  worker: {}\n" }, { target: ["dev"] });

  expect(result.targets.map(({ name }: Record<string, unknown>) => name)).toEqual(["prod-eu", "prod-us"]);
  expect([odd.code, none.code]).toEqual([1, 1]);
  expect(odd.out).toContain('--target "staging" matches no target; there are dev, prod-eu, prod-us');
  expect(none.out).toContain("this desired state declares none");
});

test("--expect takes the digest of all: the plans that were reviewed are applied, and no other", async () => {
  const reviewed = await resultOf(FLEET, { dryRun: true });
  const { digest } = reviewed.result;

  const same = await resultOf(FLEET, { expect: digest });
  const changed = await resultOf(
    { ...FLEET, "dev.yaml": "in: dev\nroles:\n  other: { assumedBy: lambda.amazonaws.com }\n" },
    { expect: digest },
  );
  const fewer = await resultOf(FLEET, { expect: digest, target: ["dev"] });

  expect(reviewed.code).toBe(2);
  expect([same.code, changed.code, fewer.code]).toEqual([0, 3, 3]);
  expect(changed.result.violations.map(({ guard }: Record<string, unknown>) => guard)).toEqual(["expect"]);
  expect(changed.result.steps.every(({ result }: Record<string, unknown>) => result === "not-attempted")).toBe(true);
});

test("a person is asked once, about all targets", async () => {
  const yes = await run(FLEET, {}, ["yes"]);
  const no = await run(FLEET, {}, ["no"]);

  expect(yes.questions).toEqual(["Apply 6 steps in 3 targets? Type yes to go on: "]);
  expect([yes.code, no.code]).toEqual([0, 3]);
  expect(yes.out.indexOf("+ bucket:acme-prod-us")).toBeLessThan(yes.out.indexOf("created"));
});

test("the report of a pull request has a table of targets, and the command that applies just these plans", async () => {
  const { out } = await run(FLEET, { dryRun: true, format: "markdown", target: ["prod-us"] });

  expect(out).toContain("### reconcile: changes");
  expect(out).toContain("| `prod-us` | `222222222222` `us-east-1` | changes | 2 to create |");
  expect(out).toContain("### Target `prod-us`");
});

test("a region of the command line is refused, for targets say theirs", async () => {
  const { code, out } = await run(FLEET, { region: "eu-west-1" });

  expect(code).toBe(1);
  expect(out).toContain("--region is of a desired state without targets");
});

test("of what an account shares, --prune takes nothing that another target of it declares", async () => {
  const clock = createVirtualClock();
  const cloud = createCloud({ clock, account: "999999999999", region: "us-east-1" });
  cloud.addRole("arn:aws:iam::222222222222:role/stagekeeper", { trusts: ["999999999999"], externalId: "ours" });
  const { url } = await cloud.listen(0);
  onTestFinished(() => cloud.close());
  vi.stubEnv("AWS_ACCESS_KEY_ID", "hub");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "hub");
  onTestFinished(() => void vi.unstubAllEnvs());
  const real = { sandbox: false, endpointUrl: url, state: mkdtempSync(path.join(os.tmpdir(), "stagekeeper-fleet-state-")) };
  const texts = {
    "targets.yaml": TARGETS,
    "us.yaml": "in: prod-us\nbuckets:\n  acme-us: {}\nroles:\n  worker: { assumedBy: lambda.amazonaws.com }\n",
    "eu.yaml": "in: prod-eu\nbuckets:\n  acme-eu: {}\n",
  };
  const inProd = { ...real, target: ["prod-*"] };
  await resultOf({ ...texts, "old.yaml": "in: prod-eu\nbuckets:\n  acme-old: {}\n" }, inProd);

  const pruned = await resultOf(texts, { ...inProd, prune: true });

  expect(
    pruned.result.steps.map(({ target, action, address }: Record<string, string>) => `${target} ${action} ${address}`),
  ).toContain("prod-eu delete bucket:acme-old");
  expect([...cloud.at("222222222222", "us-east-1").world.s3.buckets.keys()].toSorted()).toEqual(["acme-eu", "acme-us"]);
  expect([...cloud.at("222222222222", "us-east-1").world.iam.roles.keys()].toSorted()).toEqual(["stagekeeper", "worker"]);
});

test("validate says what each target comes to, and of what some say which", async () => {
  const invalid = { ...FLEET, "eu.yaml": 'in: prod-eu\nroles:\n  broken: { description: "${values.no}" }\n' };
  const options = { format: "text", color: false, print: false } as const;
  const [good, bad, json] = [watch(), watch(), watch()];

  const codes = [
    await runValidate(stateOf(FLEET), options, good.terminal),
    await runValidate(stateOf(invalid), options, bad.terminal),
    await runValidate(stateOf(invalid), { ...options, format: "json", target: ["prod-*"] }, json.terminal),
  ];

  expect(codes).toEqual([0, 1, 1]);
  expect(good.out()).toBe("✓ dev: 2 resources\n✓ prod-eu: 2 resources\n✓ prod-us: 2 resources\n");
  expect(bad.out()).toContain("${values.no} is not defined (in prod-eu)");
  expect(bad.out()).toContain("✓ dev: 2 resources\n✗ prod-eu: invalid\n✓ prod-us: 2 resources\n");
  expect(JSON.parse(json.out())).toMatchObject({
    outcome: "invalid",
    issues: [{ target: "prod-eu", code: "undefined-value" }],
    targets: [
      { name: "prod-eu", outcome: "invalid" },
      { name: "prod-us", account: "222222222222", outcome: "valid", resources: 2 },
    ],
  });
});

test("iam-policy prints what the hub may do, and each target's role with its trust and policy", async () => {
  const options = { color: false, readOnly: false, prune: false, delete: true, live: false };
  const [all, one] = [watch(), watch()];

  await runIamPolicy(stateOf(FLEET), { ...options, account: "999999999999" }, all.terminal);
  await runIamPolicy(stateOf(FLEET), { ...options, target: ["prod-us"] }, one.terminal);

  const role = "arn:aws:iam::222222222222:role/stagekeeper";
  const printed = JSON.parse(all.out());
  expect(printed.hub.Statement).toEqual([{ Sid: "AssumeTargets", Effect: "Allow", Action: "sts:AssumeRole", Resource: [role] }]);
  expect(printed.targets["prod-eu"]).toMatchObject({
    role,
    trust: {
      Statement: [
        {
          Principal: { AWS: "arn:aws:iam::999999999999:root" },
          Condition: { StringEquals: { "sts:ExternalId": "ours" } },
        },
      ],
    },
  });
  expect(Object.keys(printed.targets.dev)).toEqual(["policy"]);
  expect(JSON.parse(one.out())).toEqual(printed.targets["prod-us"].policy);
  expect(all.err()).toBe("");
});
