/** Reads the OpenAPI documents that APIs name, and makes of each what its author would have written of the API. */
import { realpath } from "node:fs/promises";
import { dirname, resolve, sep } from "node:path";
import type { Document } from "yaml";
import type { ApiEntry, AuthoredPath, Problem } from "../kinds/authoring.ts";
import { errorAt } from "../kinds/authoring.ts";
import { readDocument } from "../kinds/openapi/read-document.ts";
import type { Issue } from "../model/issue.ts";
import { isObject } from "../model/json.ts";
import { checkoutAbove } from "./checkout.ts";
import { displayName } from "./files.ts";
import { type Inlined, inlineReferences } from "./inline-references.ts";
import type { DefinedBy, DefinitionMemory, KeptDefinition, ReadDocument } from "./kept-definitions.ts";
import { LastingSource } from "./lasting-source.ts";
import { MAX_FILE_BYTES } from "./limits.ts";
import type { Merged, Places } from "./merge.ts";
import { documentOf, parse } from "./parse.ts";
import { follow, spanToShow } from "./positions.ts";
import { type Instead, type ReadText, readTextInstead } from "./read-text.ts";
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
  readonly instead?: Instead;
  /** Of the loads before, of this target. */
  readonly memory: DefinitionMemory;
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

/** A file that documents are made of; `null`: it cannot be read, which is told. */
interface Opened {
  readonly source: LastingSource | null;
  /** Names of values that it asks for. */
  readonly used: ReadonlySet<string>;
  readonly isFaultless: boolean;
}

class DefinitionReader {
  readonly issues: Issue[] = [];
  readonly problems: Problem[] = [];
  readonly files = new Map<string, Opened>();
  readonly #context: DefinitionContext;
  readonly #texts = new Map<string, Promise<ReadText>>();
  readonly #documents = new Map<string, ReadDocument>();

  constructor(context: DefinitionContext) {
    this.#context = context;
  }

  /** The API with what its document says; what it says itself goes before that. */
  async completed(name: string, entry: ApiEntry, path: string, { places, target }: Merged): Promise<ApiEntry> {
    // Nothing more can be said of an API whose document is not to be read.
    if (!(await this.#mayRead(name, path, places))) return entry;
    const by: DefinedBy = { written: entry.own, target, values: this.#context.values };
    const kept = (await this.#recall(name, by)) ?? (await this.#workOut(name, path, by));
    return kept === null ? entry : { ...entry, own: kept.own, routes: kept.document.routes };
  }

  async #recall(name: string, by: DefinedBy): Promise<KeptDefinition | undefined> {
    const { memory, used } = this.#context;
    const kept = await memory.recall(name, by, async (path) => {
      const read = await this.#read(path);
      return "issue" in read ? undefined : read.text;
    });
    if (kept === undefined) return undefined;
    for (const value of kept.used) used.add(value);
    for (const source of kept.sources) {
      if (!this.files.has(source.path)) this.files.set(source.path, { source, used: kept.used, isFaultless: true });
    }
    this.#documents.set(name, kept.document);
    return kept;
  }

  /** `null`: it is broken, which is told. */
  async #workOut(name: string, path: string, by: DefinedBy): Promise<KeptDefinition | null> {
    const opened = new Map<string, Opened>();
    const open = async (at: string): Promise<LastingSource | null> => {
      const file = await this.#open(at);
      opened.set(at, file);
      return file.source;
    };
    const source = await open(path);
    if (source === null) return null;
    const whole = await inlineReferences(source, open);
    this.issues.push(...whole.issues);
    const definition = readDocument(isObject(whole.document) ? whole.document : {}, by.target);
    const document: ReadDocument = { source, inlined: whole.inlined, places: definition.places, routes: definition.routes };
    this.#documents.set(name, document);
    for (const { path: at, at: point, ...parts } of definition.problems) {
      const place = placeIn(document, at);
      this.issues.push(issueAt(place.source, spanToShow(follow(place.source.document, place.path), point), parts));
    }
    if (whole.issues.length > 0 || definition.problems.some(({ severity }) => severity === "error")) return null;
    const files = [...opened.values()];
    const kept: KeptDefinition = {
      of: by,
      sources: files.flatMap(({ source: one }) => one ?? []),
      used: new Set(files.flatMap(({ used }) => [...used])),
      own: { ...definition.own, ...by.written },
      document,
    };
    if (definition.problems.length === 0 && files.every(({ isFaultless }) => isFaultless)) this.#context.memory.keep(name, kept);
    return kept;
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
  async #mayRead(name: string, path: string, places: Places): Promise<boolean> {
    const at = ["apis", name, "openapi"];
    const checkout = await checkoutAbove(dirname(places.fileOf(["apis", name])?.path ?? ""));
    const real = await realpath(path).catch(() => null);
    if (real === null)
      this.problems.push(errorAt(at, "missing-file", `${displayName(path, this.#context.cwd)}: there is no such file`));
    else if (checkout !== null && !`${real}${sep}`.startsWith(`${checkout}${sep}`)) {
      this.problems.push(errorAt(at, "illegal-openapi", `it leads out of the repository ${checkout}`, "keep the document in it"));
    } else return true;
    return false;
  }

  async #open(path: string): Promise<Opened> {
    const known = this.files.get(path);
    if (known !== undefined) return known;
    const opened = this.#opened(path, await this.#read(path));
    this.files.set(path, opened);
    return opened;
  }

  #opened(path: string, read: ReadText): Opened {
    const file = { name: displayName(path, this.#context.cwd), path };
    const nothing: Opened = { source: null, used: new Set(), isFaultless: false };
    if ("issue" in read) {
      this.issues.push(read.issue);
      return nothing;
    }
    const { source, issues: faults } = parse(file, read.text);
    this.issues.push(...faults);
    if (faults.length > 0 || source === null) return nothing;
    const { values } = this.#context;
    const used = new Set<string>();
    const issues = putValues(source, values, used);
    this.issues.push(...issues);
    for (const value of used) this.#context.used.add(value);
    return {
      source: new LastingSource(file, source, (lasting) => filled(lasting, values)),
      used,
      isFaultless: issues.length === 0,
    };
  }

  /** Each once a load. */
  #read(path: string): Promise<ReadText> {
    const { cwd, instead } = this.#context;
    const known = this.#texts.get(path) ?? readTextInstead({ name: displayName(path, cwd), path }, instead, MAX_FILE_BYTES);
    this.#texts.set(path, known);
    return known;
  }
}

/** The document of a file once more, with the values put in. */
function filled(source: Omit<SourceFile, "document">, values: Values): Document {
  const document = documentOf(source.text);
  putValues({ ...source, document }, values, new Set());
  return document;
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
