/**
 * Each file for itself: parse → values → validate. What came of a file is kept while its text, and the values that it asks
 * for, stay the same, so that a daemon does again only what was changed. Nothing that is kept is ever changed.
 */
import type { DesiredStateFile } from "../kinds/authored.ts";
import { canonicalJson } from "../kinds/digest.ts";
import type { Issue } from "../model/issue.ts";
import { declarationsOf } from "./declarations.ts";
import type { FoundFile } from "./files.ts";
import { issueIn } from "./issues.ts";
import { LastingSource } from "./lasting-source.ts";
import type { AuthoredFile } from "./merge.ts";
import { entryOrigins } from "./origins.ts";
import { parse } from "./parse.ts";
import { repair } from "./repair.ts";
import { issueOfFile } from "./source-file.ts";
import { NOWHERE, type Placement, placementOf } from "./targets.ts";
import { validate } from "./validate.ts";
import { asksForValues, type Values, valuesIn } from "./values.ts";

export interface ParsedFile {
  /** `null`: not even the shape of the text could be made out, or it has faults. */
  readonly source: LastingSource | null;
  readonly issues: readonly Issue[];
  /** Those that the file itself defines. */
  readonly values: Values;
  /** Whether what comes of it depends on values. */
  readonly asks: boolean;
  /** What it says of targets. */
  readonly placement: Placement;
}

export interface SettledFile {
  /** `null`: nothing can be said of what is in it. */
  readonly file: AuthoredFile | null;
  readonly issues: readonly Issue[];
  readonly used: ReadonlySet<string>;
  /** Lets go of what can be made again. */
  release(): void;
}

interface Kept {
  readonly name: string;
  readonly text: string;
  readonly parsed: ParsedFile;
  /** By the values that were put in: of the load before, and of the one under way. Targets have values of their own. */
  before: ReadonlyMap<string, SettledFile>;
  now: Map<string, SettledFile>;
}

/** By absolute path. Only files of the last load are kept. */
export class FileMemory {
  #kept = new Map<string, Kept>();
  #current = new Map<string, Kept>();

  /** As the last load read it; undefined: it did not, or could not. */
  textOf(file: FoundFile): string | undefined {
    return this.#kept.get(file.path)?.text;
  }

  parse(file: FoundFile, text: string): ParsedFile {
    const before = this.#kept.get(file.path);
    const isSame = before !== undefined && before.text === text && before.name === file.name;
    const kept = isSame ? before : { name: file.name, text, parsed: parsedFile(file, text), before: new Map(), now: new Map() };
    this.#current.set(file.path, kept);
    return kept.parsed;
  }

  /** Of a file that was parsed in this load. */
  async settle(source: LastingSource, parsed: ParsedFile, values: Values): Promise<SettledFile> {
    const kept = this.#current.get(source.path);
    const key = parsed.asks ? canonicalJson([...values]) : "";
    const known = kept?.now.get(key) ?? kept?.before.get(key);
    const isFirst = kept === undefined || kept.now.size + kept.before.size === 0;
    const result = known ?? (await settledFile(isFirst ? source : source.again(), values));
    kept?.now.set(key, result);
    return result;
  }

  /** At the end of a load. */
  close(): void {
    for (const kept of this.#current.values()) {
      for (const { release } of kept.now.values()) release();
      kept.parsed.source?.release();
      kept.before = kept.now;
      kept.now = new Map();
    }
    this.#kept = this.#current;
    this.#current = new Map();
  }
}

function parsedFile(file: FoundFile, text: string): ParsedFile {
  const { source, issues } = parse(file, text);
  if (source === null || issues.length > 0) return { source: null, issues, values: new Map(), asks: false, placement: NOWHERE };
  const lasting = new LastingSource(file, source);
  return { source: lasting, issues, values: valuesIn(source), asks: asksForValues(source), placement: placementOf(source) };
}

async function settledFile(source: LastingSource, values: Values): Promise<SettledFile> {
  const used = new Set<string>();
  const release = () => source.release();
  const issues = source.settle(values, used);
  const plain = plainValue(source);
  if (plain === undefined) {
    const message = "references multiply: this would become more than anyone can have meant";
    const issue = issueOfFile(source.name, { severity: "error", code: "too-many-references", message });
    return { file: null, issues: [...issues, issue], used, release };
  }
  if (isDefinition(plain.value)) return { file: null, issues, used, release };
  if (plain.value === null) {
    const message = `${source.name}: nothing is declared in it`;
    const issue = issueOfFile(source.name, { severity: "warning", code: "empty-file", message });
    return { file: null, issues: [...issues, issue], used, release };
  }
  const problems = await validate(plain.value);
  const { value, broken } = repair(plain.value, problems);
  // What the schema refused has been cut out, so the rest is as the schema, and so the type, says.
  const authored = value as DesiredStateFile;
  const declarations = declarationsOf(authored);
  const origins = entryOrigins(source, declarations);
  const all = [...issues, ...problems.map((problem) => issueIn(source, problem))];
  // Most files are never asked about again, and what is kept of all of them at once makes the collector slow.
  source.release();
  return { file: { source, value: authored, declarations, broken, origins }, issues: all, used, release };
}

/** A definition of an API that lies beside the files of desired state: read when one of them names it. */
function isDefinition(value: unknown): boolean {
  return typeof value === "object" && value !== null && "paths" in value && ("openapi" in value || "swagger" in value);
}

/** Undefined: the library refuses to follow that many references, or one to itself. */
function plainValue(source: LastingSource): { readonly value: unknown } | undefined {
  try {
    return { value: source.document.toJS() };
  } catch {
    return undefined;
  }
}
