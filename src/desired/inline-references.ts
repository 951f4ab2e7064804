/**
 * Puts what a document refers to in other files in its place, and remembers where that came from. References within the document
 * stay: schemas are models under those names. What leads round in a circle, out of the repository or to the network is an issue.
 */
import { realpath } from "node:fs/promises";
import { dirname, resolve, sep } from "node:path";
import type { AuthoredPath } from "../kinds/authoring.ts";
import { pointerOf, valueAt } from "../kinds/openapi/tree.ts";
import type { Issue } from "../model/issue.ts";
import { isObject, type Json, type JsonObject } from "../model/json.ts";
import { checkoutAbove } from "./checkout.ts";
import { follow, spanToShow } from "./positions.ts";
import { issueAt, type SourceFile } from "./source-file.ts";

/** Files put in; more is a document that multiplies. */
const MOST_INLINED = 5_000;

/** A part of the whole document that stands in another file. */
export interface Inlined {
  /** In the whole. */
  readonly at: AuthoredPath;
  readonly source: SourceFile;
  /** In that file. */
  readonly path: AuthoredPath;
}

export interface Whole {
  readonly document: Json;
  readonly inlined: readonly Inlined[];
  readonly issues: readonly Issue[];
}

/** `open`: a file by its absolute path, each once; `null`: it cannot be read, which is told. */
export async function inlineReferences(
  root: SourceFile,
  open: (path: string, by: SourceFile) => Promise<SourceFile | null>,
): Promise<Whole> {
  const inliner = new Inliner(root, open);
  const document = await inliner.walk(inliner.contentOf(root), { source: root, path: [], at: [], through: [] });
  return { document, inlined: inliner.inlined, issues: inliner.issues };
}

interface Place {
  readonly source: SourceFile;
  readonly path: AuthoredPath;
  readonly at: AuthoredPath;
  /** References on the way here, as `file#pointer`. */
  readonly through: readonly string[];
}

class Inliner {
  readonly inlined: Inlined[] = [];
  readonly issues: Issue[] = [];
  readonly #root: SourceFile;
  readonly #open: (path: string, by: SourceFile) => Promise<SourceFile | null>;
  readonly #contents = new Map<SourceFile, Json>();

  constructor(root: SourceFile, open: (path: string, by: SourceFile) => Promise<SourceFile | null>) {
    this.#root = root;
    this.#open = open;
  }

  contentOf(source: SourceFile): Json {
    const known = this.#contents.get(source);
    if (known !== undefined) return known;
    // YAML of the core schema holds values of JSON alone.
    const content = (source.document.toJS() ?? null) as Json;
    this.#contents.set(source, content);
    return content;
  }

  async walk(value: Json, place: Place): Promise<Json> {
    if (Array.isArray(value)) {
      const items: Json[] = [];
      for (const [index, item] of (value as readonly Json[]).entries())
        items.push(await this.walk(item, below(place, String(index))));
      return items;
    }
    if (!isObject(value)) return value;
    if (typeof value.$ref === "string") return this.#reference(value, value.$ref, place);
    const entries: [string, Json][] = [];
    for (const [key, member] of Object.entries(value)) entries.push([key, await this.walk(member, below(place, key))]);
    return Object.fromEntries(entries);
  }

  async #reference(value: JsonObject, reference: string, place: Place): Promise<Json> {
    const [file = ""] = reference.split("#");
    if (file === "" && place.source === this.#root) {
      if (valueAt(this.contentOf(this.#root), pointerOf(reference)) === undefined)
        this.#fault(place, `nothing stands at "${reference}"`);
      return value;
    }
    if (/^[a-z][a-z0-9+.-]*:/i.test(file)) {
      this.#fault(place, `"${reference}" is not fetched: refer to a file of the repository`);
      return {};
    }
    const source = file === "" ? place.source : await this.#file(resolve(dirname(place.source.path), file), place);
    if (source === null) return {};
    const pointer = pointerOf(reference);
    if (source === this.#root)
      return { $ref: `#/${pointer.map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1")).join("/")}` };
    const key = `${source.path}#${JSON.stringify(pointer)}`;
    const target = valueAt(this.contentOf(source), pointer);
    const wrong = place.through.includes(key)
      ? `"${reference}" leads back to itself`
      : target === undefined
        ? `nothing stands at "${reference}"`
        : this.inlined.length >= MOST_INLINED
          ? "references multiply: this would become more than anyone can have meant"
          : undefined;
    if (wrong !== undefined || target === undefined) {
      this.#fault(place, wrong ?? "");
      return {};
    }
    this.inlined.push({ at: place.at, source, path: pointer });
    return this.walk(target, { source, path: pointer, at: place.at, through: [...place.through, key] });
  }

  async #file(path: string, place: Place): Promise<SourceFile | null> {
    const checkout = await checkoutAbove(dirname(this.#root.path));
    const real = await realpath(path).catch(() => path);
    if (checkout !== null && !`${real}${sep}`.startsWith(`${checkout}${sep}`)) {
      this.#fault(place, `"${path}" lies out of the repository ${checkout}`);
      return null;
    }
    return this.#open(path, place.source);
  }

  #fault({ source, path }: Place, message: string): void {
    const span = spanToShow(follow(source.document, [...path, "$ref"]));
    this.issues.push(issueAt(source, span, { severity: "error", code: "illegal-reference", message }));
  }
}

function below(place: Place, key: string): Place {
  return { ...place, path: [...place.path, key], at: [...place.at, key] };
}
