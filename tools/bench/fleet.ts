/** Fleets of a given size as desired-state files, the same text for the same size. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

export interface FleetSize {
  readonly apis: number;
  readonly stages: number;
  readonly functions: number;
  readonly aliases: number;
  readonly buckets: number;
}

export const MEDIUM: FleetSize = { apis: 100, stages: 5, functions: 300, aliases: 3, buckets: 50 };

/** Of each of the three targets of the large fleet: 600 APIs × 10 stages, 3,000 functions × 3 aliases, 1,000 buckets over all. */
export const LARGE_TARGET: FleetSize = { apis: 200, stages: 10, functions: 1_000, aliases: 3, buckets: 334 };

/** Of each of three targets, of which one fails. */
export const SMALL_TARGET: FleetSize = { apis: 20, stages: 3, functions: 20, aliases: 2, buckets: 5 };

const APIS_A_FILE = 10;
const STAGES = ["dev", "test", "stage", "demo", "load", "pre", "blue", "green", "canary", "prod"];
const ALIASES = ["dev", "test", "prod"];
const CODE = `exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event.stageVariables) });\n`;

/** How many resources a desired state of this size declares; what is derived from them comes on top. */
export function declaredCount({ apis, stages, functions, aliases, buckets }: FleetSize): number {
  return apis * (1 + stages) + functions * (1 + aliases) + buckets + 1;
}

interface FleetKind {
  /** All of it in each of several targets, which are declared elsewhere. */
  readonly perTarget: boolean;
}

/** Writes the files below `directory`; the desired state is its `desired-state`. */
export async function writeFleet(directory: string, size: FleetSize, kind: FleetKind = { perTarget: false }): Promise<void> {
  await mkdir(path.join(directory, "functions/item"), { recursive: true });
  await mkdir(path.join(directory, "desired-state"), { recursive: true });
  await writeFile(path.join(directory, "functions/item/index.js"), CODE);
  for (const [name, text] of fleetFiles(size)) {
    // A name of a bucket is taken once in all of AWS.
    const own = kind.perTarget ? `in: "*"\n${text.replaceAll("stagekeeper-fleet-", "stagekeeper-fleet-${target.name}-")}` : text;
    await writeFile(path.join(directory, "desired-state", name), own);
  }
}

/** Text by file name. */
function fleetFiles(size: FleetSize): ReadonlyMap<string, string> {
  const files = Math.max(1, Math.ceil(size.apis / APIS_A_FILE));
  const part = (total: number, file: number) => range(Math.ceil((total * file) / files), Math.ceil((total * (file + 1)) / files));
  return new Map([
    ["fleet.yaml", HEAD],
    ...range(0, files).map((file): [string, string] => [
      `part-${file}.yaml`,
      [
        "buckets:",
        ...part(size.buckets, file).map((index) => `  stagekeeper-fleet-${index}: { versioning: enabled, encryption: AES256 }`),
        "functions:",
        ...part(size.functions, file).flatMap((index) => functionText(index, size)),
        "apis:",
        ...part(size.apis, file).flatMap((index) => apiText(index, size)),
        "",
      ]
        .filter((line, at, lines) => !(isEmptySection(line) && isEmptySection(lines[at + 1] ?? "")))
        .join("\n"),
    ]),
  ]);
}

const HEAD = `owner: fleet
roles:
  fleet-item:
    assumedBy: lambda.amazonaws.com
    managedPolicies: [AWSLambdaBasicExecutionRole]
`;

function functionText(index: number, { aliases }: FleetSize): readonly string[] {
  return [
    `  fleet-item-${index}:`,
    "    code: ../functions/item",
    "    runtime: nodejs22.x",
    "    handler: index.handler",
    "    timeout: 10",
    "    role: fleet-item",
    "    aliases:",
    ...range(0, aliases).map((alias) => {
      const version = alias === 0 ? "$LATEST" : "auto";
      return `      ${ALIASES[alias]}: { version: ${version}, environment: { LEVEL: ${ALIASES[alias]}, PART: "${index}" } }`;
    }),
  ];
}

/** Three routes, each to a function of its own while there are enough, by the alias that the stage names. */
function apiText(index: number, { stages, functions, aliases }: FleetSize): readonly string[] {
  const route = (method: string, at: number) =>
    `      ${method}: { lambda: "fleet-item-${(index * 3 + at) % functions}:\${stageVariables.ALIAS}" }`;
  return [
    `  fleet-${index}:`,
    "    endpoint: REGIONAL",
    "    routes:",
    route("GET /items", 0),
    route("PUT /items/{id}", 1),
    route("DELETE /items/{id}", 2),
    "    stages:",
    ...range(0, stages).flatMap((stage) => [
      `      ${STAGES[stage]}:`,
      `        variables: { ALIAS: ${ALIASES[stage % aliases]}, LEVEL: "${stage}" }`,
      "        throttling: { rateLimit: 100, burstLimit: 200 }",
    ]),
  ];
}

function isEmptySection(line: string): boolean {
  return line === "" || /^\w+:$/.test(line);
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}
