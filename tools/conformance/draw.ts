/**
 * Draws statements of AWS's documentation at random, to hold the sandbox to what nobody had in mind when it was written:
 * `npm run conformance -- --draw SEED`. A service is drawn, then an operation of it that the sandbox serves, then one of the sentences
 * that the SDK's documentation of that operation's request and errors has with a word of obligation, limit or default in
 * them; sentences about other products (directory buckets, Outposts, access points, the SDKs themselves) are left out.
 * docs/unforeseen.md says what came of the draw.
 */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import * as apigateway from "@aws-sdk/client-api-gateway";
import * as iam from "@aws-sdk/client-iam";
import * as lambda from "@aws-sdk/client-lambda";
import * as s3 from "@aws-sdk/client-s3";
import { createRandom } from "../simulation/random.ts";

interface Service {
  readonly sdk: object;
  /** Of the client's package. */
  readonly client: string;
  /** Below `src/sandbox`. */
  readonly folder: string;
}

const ROOT = path.resolve(import.meta.dirname, "../..");
const SERVICES: readonly Service[] = [
  { sdk: apigateway, client: "client-api-gateway", folder: "apigateway" },
  { sdk: iam, client: "client-iam", folder: "iam" },
  { sdk: lambda, client: "client-lambda", folder: "lambda" },
  { sdk: s3, client: "client-s3", folder: "s3" },
];
const CLAIM =
  /\b(must|cannot|can't|only|at most|up to|limited|maximum|minimum|default|between|required|unique|already|does not exist|doesn't exist)\b/i;
const ELSEWHERE =
  /directory bucket|outposts|access point|express|\bSDKs?\b|object lambda|--x-s3|-an \)|this functionality is not supported/i;

/** A line each: operation, the request's member or the error, and the sentence. The same seed and SDK draw the same. */
export async function drawStatements(seed: number, count: number): Promise<readonly string[]> {
  const random = createRandom(seed);
  const served = await Promise.all(SERVICES.map(statementsOf));
  return Array.from({ length: count }, () => random.pick(random.pick(random.pick(served))));
}

/** By operation: those whose name stands as a handler's in the sandbox's source, and of which something is stated. */
async function statementsOf({ sdk, client, folder }: Service): Promise<readonly (readonly string[])[]> {
  const handlers = await sourceBelow(path.join(ROOT, "src/sandbox", folder));
  const types = path.join(ROOT, "node_modules/@aws-sdk", client, "dist-types");
  const models = await sourceBelow(path.join(types, "models"));
  const operations = Object.keys(sdk)
    .flatMap((name) => /^(\w+)Command$/.exec(name)?.[1] ?? [])
    .filter((name) => new RegExp(`^ +(async )?${name}[(:,]`, "m").test(handlers));
  const statements = operations.map(async (operation) => {
    const command = await readFile(path.join(types, `commands/${operation}Command.d.ts`), "utf8");
    return [...ofMembers(operation, models), ...ofErrors(operation, command)];
  });
  return (await Promise.all(statements)).filter((found) => found.length > 0);
}

function ofMembers(operation: string, models: string): readonly string[] {
  const [, body = ""] = new RegExp(`^export interface ${operation}(?:Request|Input) \\{$(.*?)^\\}`, "ms").exec(models) ?? [];
  return [...body.matchAll(/\/\*\*(.*?)\*\/\s+(\w+)\??:/gs)].flatMap(([, comment = "", member]) =>
    claimsIn(comment).map((claim) => `${operation}, ${member}: ${claim}`),
  );
}

function ofErrors(operation: string, command: string): readonly string[] {
  return [...command.matchAll(/@throws \{@link (\w+)\}[^\n]*\n(.*?)(?=@|\*\/)/gs)].flatMap(([, error, comment = ""]) =>
    claimsIn(comment).map((claim) => `${operation}, ${error}: ${claim}`),
  );
}

function claimsIn(comment: string): readonly string[] {
  const text = comment
    .replaceAll(/^\s*\* ?/gm, "")
    .replaceAll(/@public|<[^>]+>/g, " ")
    .replaceAll(/\s+/g, " ");
  return text.split(/(?<=[.!])\s+/).filter((sentence) => CLAIM.test(sentence) && !ELSEWHERE.test(sentence));
}

async function sourceBelow(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true });
  const files = names.filter((name) => name.endsWith(".ts")).toSorted();
  return (await Promise.all(files.map((name) => readFile(path.join(folder, name), "utf8")))).join("\n");
}
