/** Functions that cases start from: Node handlers in small packages. */
import { createHash } from "node:crypto";
import type { CreateFunctionCommandInput, FunctionConfiguration } from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import type { Scene } from "../scene.ts";

/** A package of text files; the same files give the same bytes. */
export function zipOf(files: Readonly<Record<string, string>>): Uint8Array {
  const entries = Object.entries(files).map(([name, text]): [string, Uint8Array] => [name, strToU8(text)]);
  return zipSync(Object.fromEntries(entries), { mtime: new Date("2020-01-01T00:00:00Z") });
}

/** A package whose handler, `index.handler`, runs this body with `event` and `context` in scope. */
export function handlerOf(body: string): Uint8Array {
  return zipOf({ "index.mjs": `export const handler = async (event, context) => { ${body} };\n` });
}

export const ECHO = handlerOf("return event;");

/** Base64 of the SHA-256, as CodeSha256 shows it. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64");
}

export type FunctionInput = Partial<CreateFunctionCommandInput>;

/** What CreateFunction is asked, with a name of the case's own. */
export async function functionInput(scene: Scene, input: FunctionInput = {}): Promise<CreateFunctionCommandInput> {
  return {
    FunctionName: scene.newName("fn"),
    Role: input.Role ?? (await scene.lambdaRole()),
    Runtime: "nodejs22.x",
    Handler: "index.handler",
    Code: { ZipFile: ECHO },
    ...input,
  };
}

/** A function that has settled; gives its name. */
export async function aFunction(scene: Scene, input: FunctionInput = {}): Promise<string> {
  const asked = await functionInput(scene, input);
  await scene.lambda.createFunction(asked);
  const FunctionName = asked.FunctionName ?? "";
  await scene.settle(FunctionName);
  return FunctionName;
}

/** Changes the configuration and waits. */
export async function configure(scene: Scene, FunctionName: string, change: object): Promise<FunctionConfiguration> {
  await scene.lambda.updateFunctionConfiguration({ FunctionName, ...change });
  return scene.settle(FunctionName);
}

/** Uploads other code and waits. */
export async function upload(scene: Scene, FunctionName: string, ZipFile: Uint8Array): Promise<FunctionConfiguration> {
  await scene.lambda.updateFunctionCode({ FunctionName, ZipFile });
  return scene.settle(FunctionName);
}

/** A function with versions 1 to `count`, which differ in their environment: `NN` is the version's number. */
export async function aFunctionWithVersions(scene: Scene, count: number, input: FunctionInput = {}): Promise<string> {
  const FunctionName = await aFunction(scene, input);
  for (let number = 1; number <= count; number++) {
    await configure(scene, FunctionName, { Environment: { Variables: { NN: String(number) } } });
    await scene.lambda.publishVersion({ FunctionName });
    await scene.settle(FunctionName, String(number));
  }
  return FunctionName;
}

export function functionArn({ accountId, region }: Scene, name: string, qualifier?: string): string {
  const arn = `arn:aws:lambda:${region}:${accountId}:function:${name}`;
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}

/** Of $LATEST. */
export async function revisionOf({ lambda }: Scene, FunctionName: string): Promise<string | undefined> {
  return (await lambda.getFunctionConfiguration({ FunctionName })).RevisionId;
}
