/** Reads the OpenAPI documents that APIs name, and makes of each what its author would have written of the API. */
import { realpath } from "node:fs/promises";
import { dirname, resolve, sep } from "node:path";
import type { ApiEntry, AuthoredPath, Problem } from "../kinds/authoring.ts";
import { errorAt } from "../kinds/authoring.ts";
import { readDocument } from "../kinds/openapi/read-document.ts";
import type { Issue } from "../model/issue.ts";
import { isObject } from "../model/json.ts";
import { checkoutAbove } from "./checkout-above.ts";
import { displayName } from "./files.ts";
import { type Inlined, inlineReferences } from "./inline-references.ts";
import { MAX_FILE_BYTES } from "./limits.ts";
import type { Merged, Places } from "./merge.ts";
import { parse } from "./parse.ts";
import { follow, spanToShow } from "./positions.ts";
import { readText } from "./read-text.ts";
import { issueAt, type SourceFile } from "./source-file.ts";
import { putValues, type Values } from "./values.ts";

export interface ReadDefinitions {
  readonly merged: Merged;
  readonly issues: readonly Issue[];
  readonly problems: readonly Problem[];
  /** Absolute paths of all that was read. */
  readonly files: readonly string[];
}

export interface DefinitionContext {
  readonly cwd: string;
  readonly values: Values;
  /** Learns which values are asked for. */
  readonly used: Set<string>;
  readonly instead?: ReadonlyMap<string, string> | undefined;
}

/** What a document says, and an API that has one does not say beside it. */
const OF_DOCUMENT = ["routes", "authorizers", "models", "validators", "gatewayResponses", "cors"] as const;

/** Paths of documents, absolute, whether there is anything at them or not. */
export function definitionPaths({ apis, places }: Pick<Merged, "apis" | "places">): readonly string[] {
  return [...apis].flatMap(([name, { own }]) => (own.openapi === undefined ? [] : [pathOf(name, own.openapi, places)]));
}

export async function readDefinitions(merged: Merged, context: DefinitionContext): Promise<ReadDefinitions> {
  const reader = new DefinitionReader(context);
  const apis = new Map<string, ApiEntry>();
  const problems: Problem[] = [];
  for (const [name, entry] of merged.apis) {
    const { openapi } = entry.own;
    if (openapi === undefined) {
      apis.set(name, entry);
      continue;
    }
    const at = ["apis", name];
    for (const member of OF_DOCUMENT) {
      if (member === "routes" ? entry.routes === undefined : entry.own[member] === undefined) continue;
      problems.push(
        errorAt(
          [...at, member],
          "conflicting-properties",
          `\`${member}\` stand in the document that \`openapi\` names`,
          "take one of them out",
        ),
      );
    }
    apis.set(name, await reader.completed(name, entry, pathOf(name, openapi, merged.places), merged));
  }
  const places: Places = {
    fileOf: (path) => merged.places.fileOf(path),
    originOf: (path) => merged.places.originOf(path),
    elsewhere: (path) => reader.placeOf(path),
  };
  return {
    merged: { ...merged, apis, places },
    issues: reader.issues,
    problems: [...problems, ...reader.problems],
    files: [...reader.files.keys()],
  };
}

/** Relative to the file that says it. */
function pathOf(name: string, openapi: string, places: Places): string {
  return resolve(dirname(places.fileOf(["apis", name])?.path ?? ""), openapi);
}

interface ReadDocument {
  readonly source: SourceFile;
  readonly inlined: readonly Inlined[];
  readonly places: ReadonlyMap<string, AuthoredPath>;
}

class DefinitionReader {
  readonly issues: Issue[] = [];
  readonly problems: Problem[] = [];
  readonly files = new Map<string, SourceFile | null>();
  readonly #context: DefinitionContext;
  readonly #documents = new Map<string, ReadDocument>();

  constructor(context: DefinitionContext) {
    this.#context = context;
  }

  /** The API with what its document says; what it says itself goes before that. */
  async completed(name: string, entry: ApiEntry, path: string, { places, target }: Merged): Promise<ApiEntry> {
    const source = await this.#root(name, path, places);
    // Nothing more can be said of an API whose document is not to be read.
    if (source === null) return entry;
    const whole = await inlineReferences(source, (other) => this.#open(other));
    this.issues.push(...whole.issues);
    const definition = readDocument(isObject(whole.document) ? whole.document : {}, target);
    this.#documents.set(name, { source, inlined: whole.inlined, places: definition.places });
    for (const { path: at, at: point, ...parts } of definition.problems) {
      const place = placeIn({ source, inlined: whole.inlined }, at);
      this.issues.push(issueAt(place.source, spanToShow(follow(place.source.document, place.path), point), parts));
    }
    const isBroken = whole.issues.length > 0 || definition.problems.some(({ severity }) => severity === "error");
    return isBroken ? entry : { ...entry, own: { ...definition.own, ...entry.own }, routes: definition.routes };
  }

  /** Where what a path names stands in a document; undefined: in none. */
  placeOf([section, name = "", ...below]: AuthoredPath):
    | { readonly source: SourceFile; readonly path: AuthoredPath }
    | undefined {
    const document = section === "apis" ? this.#documents.get(name) : undefined;
    if (document === undefined) return undefined;
    for (let length = below.length; length > 0; length -= 1) {
      const place = document.places.get(JSON.stringify(below.slice(0, length)));
      if (place !== undefined) return placeIn(document, [...place, ...below.slice(length)]);
    }
    return undefined;
  }

  /** What an author may name lies in their repository, links followed. */
  async #root(name: string, path: string, places: Places): Promise<SourceFile | null> {
    const at = ["apis", name, "openapi"];
    const checkout = await checkoutAbove(dirname(places.fileOf(["apis", name])?.path ?? ""));
    const real = await realpath(path).catch(() => null);
    if (real === null)
      this.problems.push(errorAt(at, "missing-file", `${displayName(path, this.#context.cwd)}: there is no such file`));
    else if (checkout !== null && !`${real}${sep}`.startsWith(`${checkout}${sep}`)) {
      this.problems.push(errorAt(at, "illegal-openapi", `it leads out of the repository ${checkout}`, "keep the document in it"));
    } else return this.#open(path);
    return null;
  }

  async #open(path: string): Promise<SourceFile | null> {
    const known = this.files.get(path);
    if (known !== undefined) return known;
    const { cwd, instead, values, used } = this.#context;
    const file = { name: displayName(path, cwd), path };
    const text = instead?.get(path);
    const read = text === undefined ? await readText(file, MAX_FILE_BYTES) : { text, bytes: text.length };
    if ("issue" in read) {
      this.issues.push(read.issue);
      this.files.set(path, null);
      return null;
    }
    const parsed = parse(file, read.text);
    this.issues.push(...parsed.issues);
    const source = parsed.issues.length === 0 ? parsed.source : null;
    if (source !== null) this.issues.push(...putValues(source, values, used));
    this.files.set(path, source);
    return source;
  }
}

/** The file and path of a part of the whole: the innermost of what was put in has it. */
function placeIn({ source, inlined }: Pick<ReadDocument, "source" | "inlined">, path: AuthoredPath) {
  const holds = ({ at }: Inlined) => at.length <= path.length && at.every((key, index) => key === path[index]);
  const found = inlined
    .toReversed()
    .filter(holds)
    .toSorted((left, right) => right.at.length - left.at.length)[0];
  return found === undefined ? { source, path } : { source: found.source, path: [...found.path, ...path.slice(found.at.length)] };
}
