import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { toldOperations } from "../../src/aws/who/touches.ts";
import { runIamPolicy } from "../../src/cli/commands/iam-policy.ts";
import { MEMBER_TEMPLATE, withLists } from "../../tools/generate-member-template.ts";
import { watch } from "../cli/person.ts";
import { desiredStateOf } from "../cli/workspace.ts";
import { anEvent, type EventFacts } from "../worker/events.ts";
import { resolved, type Template, templateIn } from "./cloudformation.ts";
import { lets } from "./event-pattern.ts";
import { ROOT } from "./files.ts";

const HUB = "999999999999";
const ACCOUNT = "111111111111";
const ROLE = "Stagekeeper";
const WORKER = `arn:aws:iam::${HUB}:role/hub-WorkerRole`;
const GIVEN = {
  refs: {
    "AWS::Partition": "aws",
    "AWS::AccountId": ACCOUNT,
    HubAccount: HUB,
    WorkerRoleArn: WORKER,
    RoleName: ROLE,
    MemberRoleName: ROLE,
    ExternalId: "acme-42",
    OrganizationId: "o-acme",
    "Work.Arn": "work",
    "Events.Arn": "events",
    "DeadLetters.Arn": "dead",
    "State.Arn": "state",
  },
};
const OURS = { arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${ROLE}/stagekeeper`, userAgent: "aws-sdk-js/3 stagekeeper" };

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

function propertiesOf(template: Template, name: string): Readonly<Record<string, unknown>> {
  const { Properties } = template.Resources[name] ?? { Properties: {} };
  return Properties;
}

describe("the template of a member account", () => {
  const member = templateIn("member.yaml");
  const patterns = Object.entries(member.Resources).flatMap(([name, { Type, Properties }]) => {
    return Type === "AWS::Events::Rule" ? [{ name, pattern: resolved(Properties.EventPattern, GIVEN) }] : [];
  });
  const told = Object.entries(toldOperations()).flatMap(([service, names]) => names.map((name) => ({ service, name })));

  /** Names of the rules that let it through. */
  function through(service: string, eventName: string, facts: EventFacts = {}): readonly string[] {
    const { detail, ...rest } = anEvent(eventName, {}, facts);
    const role = /assumed-role\/([^/]+)\//.exec(detail.userIdentity.arn)?.[1];
    const userIdentity = { ...detail.userIdentity, ...(role && { sessionContext: { sessionIssuer: { userName: role } } }) };
    const event = { ...rest, detail: { ...detail, userIdentity, eventSource: `${service}.amazonaws.com` } };
    return patterns.filter(({ pattern }) => lets(pattern, event)).map(({ name }) => name);
  }

  it("has the lists that follow from the tables of the product: npm run generate", () => {
    const text = readFileSync(MEMBER_TEMPLATE, "utf8");

    expect(withLists(text)).toBe(text);
  });

  it("lets every operation through that can have made a drift, by one rule each, and by anybody but us", () => {
    const suffix = (service: string) => (service === "lambda" ? "20150331v2" : "");
    const admitted = told.filter(({ service, name }) => through(service, name + suffix(service)).length === 1);
    const own = told.filter(({ service, name }) => through(service, name + suffix(service), OURS).length > 0);

    expect(admitted).toEqual(told);
    expect(told.length).toBeGreaterThan(80);
    expect(own).toEqual([]);
  });

  it.each([
    { name: "a person with our role, by hand", facts: { ...OURS, userAgent: "aws-cli/2" }, is: ["S3"] },
    { name: "our program with another role", facts: { ...OURS, arn: OURS.arn.replace(ROLE, "Admin") }, is: ["S3"] },
    { name: "a user, who has no role", facts: { ...OURS, arn: `arn:aws:iam::${ACCOUNT}:user/bob` }, is: ["S3"] },
    { name: "what failed", facts: { errorCode: "AccessDenied" }, is: [] },
  ])("tells of a write by $name: $is", ({ facts, is }) => {
    expect(through("s3", "PutBucketVersioning", facts)).toEqual(is);
  });

  it.each([
    { service: "s3", name: "ListBuckets" },
    { service: "lambda", name: "GetFunction20150331v2" },
    { service: "ec2", name: "DeleteRole" },
  ])("does not tell of $service $name", ({ service, name }) => {
    expect(through(service, name)).toEqual([]);
  });

  it("has no pattern that is longer than EventBridge takes (2,048 characters)", () => {
    expect(patterns.filter(({ pattern }) => JSON.stringify(pattern).length > 2_048)).toEqual([]);
  });

  it("trusts whom the command says, and of those the workers alone", async () => {
    const text = `targets:\n  prod: { account: "${ACCOUNT}", region: us-east-1, role: ${ROLE}, externalId: acme-42 }\nin: "*"\nowner: acme\nbuckets: { acme-logs: {} }\n`;
    const { terminal, out } = watch();
    const asked = { color: false, readOnly: false, prune: false, delete: true, live: false, account: HUB };
    await runIamPolicy(desiredStateOf(text), asked, terminal);
    // What the command prints of a fleet.
    const { targets } = JSON.parse(out()) as { readonly targets: { readonly prod: { readonly trust: Trust } } };
    const [printed] = targets.prod.trust.Statement;
    const trust = resolved(propertiesOf(member, "Role").AssumeRolePolicyDocument, {
      ...GIVEN,
      conditions: { HasExternalId: true },
    });

    expect(trust).toEqual({
      ...targets.prod.trust,
      Statement: [{ ...printed, Condition: { ...printed?.Condition, ArnEquals: { "aws:PrincipalArn": WORKER } } }],
    });
  });
});

interface Trust {
  readonly Version: string;
  readonly Statement: readonly { readonly Condition: object }[];
}

describe("the template of the hub", () => {
  const [policy] = resolved(propertiesOf(templateIn("hub.yaml"), "WorkerRole").Policies, GIVEN) as readonly [
    { readonly PolicyDocument: { readonly Statement: readonly Statement[] } },
  ]; // As it stands there.
  const statements = policy.PolicyDocument.Statement;
  const on = (resource: string, of = statements) =>
    of.flatMap(({ Action, Resource }) => ([Resource].flat().includes(resource) ? [Action].flat() : [])).toSorted();

  /** What a source asks of its client, in IAM's words. */
  function calledIn(file: string, client: string, service: string): readonly string[] {
    const text = readFileSync(path.join(ROOT, file), "utf8");
    const names = [...text.matchAll(new RegExp(`\\b${client}\\.([a-z]\\w+)\\(`, "g"))].map(([, name = ""]) => name);
    const actions = names.filter((name) => name !== "destroy").map((name) => `${name[0]?.toUpperCase()}${name.slice(1)}`);
    return [...new Set(actions.map((name) => `${service}:${IAM_NAMES[name] ?? name.replace(/Batch$/, "")}`))].toSorted();
  }

  /** S3's and IAM's word for it. */
  const IAM_NAMES: Readonly<Record<string, string>> = { ListObjectsV2: "ListBucket" };

  it("lets workers ask of their queues what they ask, and nothing else", () => {
    const all = calledIn("src/aws/sqs-queue.ts", "sqs", "sqs");

    expect([...new Set([...on("work"), ...on("events"), ...on("dead")])].toSorted()).toEqual(all);
    expect(on("work")).toEqual(all.filter((name) => name !== "sqs:GetQueueUrl"));
    expect(on("events")).toEqual(["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:ReceiveMessage"]);
    expect(on("dead")).toEqual(["sqs:GetQueueAttributes", "sqs:GetQueueUrl"]);
  });

  it("lets workers keep their state, and nothing beside it", () => {
    expect([...on("state"), ...on("state/fleet/*")].toSorted()).toEqual(calledIn("src/aws/state/s3-state.ts", "s3", "s3"));
  });

  it("lets whoever serves the page read how targets are and ask for the queue, and nothing else", () => {
    const { PolicyDocument } = propertiesOf(templateIn("hub.yaml"), "ViewPolicy");
    const { Statement: view } = resolved(PolicyDocument, GIVEN) as { readonly Statement: readonly Statement[] }; // As it stands there.
    const asked = {
      state: ["s3:ListBucket"],
      "state/fleet/targets/*": ["s3:GetObject"],
      "state/fleet/targets.json": ["s3:GetObject"],
      "state/fleet/status.json": ["s3:GetObject"],
      work: ["sqs:GetQueueAttributes"],
      dead: ["sqs:GetQueueAttributes", "sqs:GetQueueUrl"],
      "*": calledIn("src/aws/queue-age.ts", "client", "cloudwatch"),
    };

    expect(view.every(({ Effect }) => Effect === "Allow")).toBe(true);
    for (const [resource, actions] of Object.entries(asked)) expect(on(resource, view)).toEqual(actions);
    expect([...new Set(view.flatMap(({ Resource }) => [Resource].flat()))].toSorted()).toEqual(Object.keys(asked).toSorted());
  });

  it("lets workers assume the role of each target, in the organization alone", () => {
    expect(statements.filter(({ Action }) => Action === "sts:AssumeRole")).toEqual([
      {
        Sid: "AssumeTargets",
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Resource: `arn:aws:iam::*:role/${ROLE}`,
        Condition: { StringEquals: { "aws:ResourceOrgID": "o-acme" } },
      },
    ]);
  });
});

describe("the template of the schedules", () => {
  it("sends what a worker reads, in the group of its target", async () => {
    const { readOrder } = await import("../../src/daemon/orders.ts");
    const text = readFileSync(path.join(ROOT, "deploy/aws/schedules.yaml"), "utf8");
    const [, body = ""] = /Input: !Sub '(.*)'/.exec(text) ?? [];

    expect(readOrder({ body: body.replaceAll(/\$\{Target\}/g, "prod-eu"), group: "prod-eu" }, () => null)).toEqual({
      order: { trigger: "schedule", only: [], write: null },
    });
  });
});
