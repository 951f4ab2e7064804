/** The files below `deploy/`, read as what they are. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";

export const ROOT = path.resolve(import.meta.dirname, "../..");
export const DEPLOY = path.join(ROOT, "deploy");

export interface Document {
  /** Below `deploy/`. */
  readonly file: string;
  readonly value: unknown;
}

/** Throws for what is no YAML, so that a manifest that cannot be read does not count as one that is right. */
function documentsIn(file: string): readonly Document[] {
  const documents = parseAllDocuments(readFileSync(path.join(DEPLOY, file), "utf8"), { merge: true });
  return [...documents].map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return { file, value: document.toJS() as unknown };
  });
}

/** Of a file that holds one. */
export function documentIn(file: string): unknown {
  const [document, ...others] = documentsIn(file);
  if (document === undefined || others.length > 0) throw new Error(`${file} does not hold one document`);
  return document.value;
}

/** Files with an ending, anywhere below a directory of `deploy/`, sorted. */
export function filesIn(directory: string, ending: string): readonly string[] {
  const names = readdirSync(path.join(DEPLOY, directory), { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(ending))
    .map((name) => path.join(directory, name))
    .sort();
}

export interface Kustomization {
  readonly resources?: readonly string[];
  readonly configMapGenerator?: readonly { readonly name: string; readonly files: readonly string[] }[];
}

/** What of a directory of Kubernetes is applied, by its kustomization: manifests, and not the files that a ConfigMap takes. */
export function appliedBy(directory: string): readonly Document[] {
  return (
    kustomizationOf(directory).resources?.flatMap((name) => {
      const file = path.join(directory, name);
      return name.endsWith(".yaml") ? documentsIn(file) : appliedBy(file);
    }) ?? []
  );
}

export function kustomizationOf(directory: string): Kustomization {
  // Its members are compared with the files that there are.
  return documentIn(path.join(directory, "kustomization.yaml")) as Kustomization;
}
