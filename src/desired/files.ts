/**
 * Finds the files of desired state: one file, or every `*.yaml` and `*.yml` below a directory, in the order of their names.
 *
 * Hidden entries and `node_modules` are passed over. Symbolic links are followed as long as they stay inside the directory, and no
 * directory is entered twice on one way down. Kubernetes mounts a ConfigMap as `a.yaml → ..data/a.yaml`,
 * `..data → ..2024_…/`: those targets are hidden, and inside.
 */
import { readdir, realpath, stat } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import type { Issue } from "../model/issue.ts";
import { MAX_DIRECTORIES_DEPTH, MAX_FILES } from "./limits.ts";
import { issueOfFile } from "./source-file.ts";

export interface FoundFile {
  /** Relative to the working directory where that is shorter. */
  readonly name: string;
  /** Absolute; links in it are not resolved. */
  readonly path: string;
}

export interface FoundFiles {
  readonly files: readonly FoundFile[];
  readonly issues: readonly Issue[];
}

interface Walk {
  readonly cwd: string;
  /** Real path of the directory that all files have to be in. */
  readonly root: string;
  readonly files: FoundFile[];
  readonly issues: Issue[];
}

/** Never throws for what is or is not on the disk: that is an issue. */
export async function findFiles(path: string, cwd: string): Promise<FoundFiles> {
  const absolute = resolve(cwd, path);
  const name = displayName(absolute, cwd);
  try {
    const found = await stat(absolute);
    if (found.isFile()) return { files: [{ name, path: absolute }], issues: [] };
    if (!found.isDirectory()) return { files: [], issues: [notAFile(name)] };
    const walk: Walk = { cwd, root: await realpath(absolute), files: [], issues: [] };
    await walkDirectory(absolute, [], walk);
    if (walk.files.length === 0 && walk.issues.length === 0) walk.issues.push(emptyDirectory(name));
    return walk;
  } catch (error) {
    return { files: [], issues: [unreadable(name, error)] };
  }
}

/** The path as people should see it. */
export function displayName(absolute: string, cwd: string): string {
  const short = relative(cwd, absolute);
  const name = short === "" ? "." : short;
  return (name.startsWith("..") ? absolute : name).split(sep).join("/");
}

/** What the system says of a file that cannot be read, as an issue. */
export function unreadable(name: string, error: unknown): Issue {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  const reasons: Readonly<Record<string, readonly [string, string, string?]>> = {
    ENOENT: ["missing-file", "there is no such file or directory"],
    ELOOP: ["link-loop", "symbolic links lead round in a circle"],
    EACCES: ["unreadable-file", "may not be read", "check its permissions"],
  };
  const [issue, message, suggestion] = reasons[code] ?? ["unreadable-file", `cannot be read${code === "" ? "" : ` (${code})`}`];
  return issueOfFile(name, {
    severity: "error",
    code: issue,
    message: `${name}: ${message}`,
    ...(suggestion ? { suggestion } : {}),
  });
}

export function notAFile(name: string): Issue {
  return issueOfFile(name, { severity: "error", code: "not-a-file", message: `${name}: neither a file nor a directory` });
}

function emptyDirectory(name: string): Issue {
  return issueOfFile(name, {
    severity: "error",
    code: "nothing-declared",
    message: `${name}: no *.yaml or *.yml file in it`,
    suggestion: "an empty directory never means that everything is to be deleted; use `reconcile destroy` for that",
  });
}

/** `above`: real paths of the directories on the way down to this one. */
async function walkDirectory(directory: string, above: readonly string[], walk: Walk): Promise<void> {
  const name = displayName(directory, walk.cwd);
  const real = await realpath(directory);
  if (above.includes(real)) {
    walk.issues.push(
      issueOfFile(name, { severity: "error", code: "link-loop", message: `${name}: leads back to a directory it is in` }),
    );
    return;
  }
  if (above.length >= MAX_DIRECTORIES_DEPTH) {
    const message = `${name}: more than ${MAX_DIRECTORIES_DEPTH} directories deep`;
    walk.issues.push(issueOfFile(name, { severity: "error", code: "too-deep", message }));
    return;
  }
  const entries = (await readdir(directory, { withFileTypes: true }))
    .filter(({ name: entry }) => !entry.startsWith(".") && entry !== "node_modules")
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(directory, entry.name);
    try {
      // What is no link is where its directory is.
      if (entry.isFile()) addFile(path, walk);
      else await walkEntry(path, [...above, real], walk);
    } catch (error) {
      walk.issues.push(unreadable(displayName(path, walk.cwd), error));
    }
  }
}

const YAML = /\.ya?ml$/i;

async function walkEntry(path: string, above: readonly string[], walk: Walk): Promise<void> {
  const isYaml = YAML.test(path);
  const found = await stat(path).catch((error: unknown) => {
    // A broken link that is not YAML is nobody's concern here.
    if (isYaml) throw error;
    return undefined;
  });
  if (found === undefined || (!isYaml && !found.isDirectory())) return;
  const name = displayName(path, walk.cwd);
  if (!(await isInside(path, walk.root))) {
    const message = `${name}: a symbolic link that leads out of the desired state`;
    walk.issues.push(issueOfFile(name, { severity: "error", code: "link-outside", message, suggestion: "copy the file here" }));
  } else if (found.isDirectory()) await walkDirectory(path, above, walk);
  else if (!found.isFile()) walk.issues.push(notAFile(name));
  else addFile(path, walk);
}

function addFile(path: string, walk: Walk): void {
  if (!YAML.test(path)) return;
  const name = displayName(path, walk.cwd);
  if (walk.files.length < MAX_FILES) walk.files.push({ name, path });
  else if (!walk.issues.some((issue) => issue.code === "too-many-files")) {
    walk.issues.push(issueOfFile(name, { severity: "error", code: "too-many-files", message: `more than ${MAX_FILES} files` }));
  }
}

async function isInside(path: string, root: string): Promise<boolean> {
  const real = await realpath(path);
  return real === root || real.startsWith(root + sep);
}
