/** What of a directory reaches a build, by its `.dockerignore`. */
import { readFile } from "node:fs/promises";
import path from "node:path";

/**
 * Paths that a `.dockerignore` lets through. It has to leave out everything and then name what it takes, which is the one
 * form that forgets nothing; any other is an error.
 */
export function admittedBy(dockerignore: string): readonly string[] {
  const [first, ...others] = dockerignore.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const odd = first === "*" ? others.find((line) => !/^![\w.][\w./-]*$/.test(line)) : (first ?? "nothing");
  if (odd !== undefined) throw new Error(`.dockerignore: "${odd}" is neither the * that it begins with nor a !path`);
  return others.map((line) => line.slice(1));
}

/** Tells of each path in the directory whether a build there may copy it. */
export async function contextOf(directory: string): Promise<(source: string) => boolean> {
  const admitted = admittedBy(await readFile(path.join(directory, ".dockerignore"), "utf8"));
  return (source) => {
    const wanted = path.posix.normalize(source).replace(/\/$/, "");
    return admitted.some((each) => wanted === each || wanted.startsWith(`${each}/`));
  };
}
