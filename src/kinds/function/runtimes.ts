/**
 * Lambda's runtimes for zip archives. New functions of a deprecated runtime are refused some time after its date
 * (Lambda developer guide, "Lambda runtimes"); names are those of Lambda's own model.
 */

export const SUPPORTED_RUNTIMES: readonly string[] = [
  ["nodejs22.x", "nodejs24.x", "nodejs26.x"],
  ["python3.10", "python3.11", "python3.12", "python3.13", "python3.14", "python3.15"],
  ["java8.al2", "java8.al2023", "java11", "java11.al2023", "java17", "java17.al2023", "java21", "java25"],
  ["dotnet8", "dotnet10", "ruby3.3", "ruby3.4", "ruby4.0", "provided.al2", "provided.al2023"],
].flat();

const DEPRECATED = [
  ["nodejs", "nodejs4.3", "nodejs4.3-edge", "nodejs6.10", "nodejs8.10", "nodejs10.x", "nodejs12.x", "nodejs14.x"],
  ["nodejs16.x", "nodejs18.x", "nodejs20.x", "python2.7", "python3.6", "python3.7", "python3.8", "python3.9"],
  ["java8", "dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1", "dotnetcore3.1", "dotnet6", "go1.x", "provided"],
  ["ruby2.5", "ruby2.7", "ruby3.2"],
].flat();

/** Newest first in each family: what to move to. */
const SUCCESSORS: Readonly<Record<string, string>> = {
  nodejs: "nodejs24.x",
  python: "python3.14",
  java: "java25",
  dotnet: "dotnet10",
  dotnetcore: "dotnet10",
  go: "provided.al2023",
  provided: "provided.al2023",
  ruby: "ruby3.4",
};

export const RUNTIMES: readonly string[] = [...SUPPORTED_RUNTIMES, ...DEPRECATED];

/** What to use in place of a deprecated runtime; undefined: it is not deprecated. */
export function successorOf(runtime: string): string | undefined {
  if (!DEPRECATED.includes(runtime)) return undefined;
  return SUCCESSORS[runtime.replace(/\d.*$/, "")];
}

/** Whether the runtime ships version 2 of the SDK for JavaScript: only Node.js 16 and older do. */
export function shipsSdkV2(runtime: string): boolean {
  return /^nodejs(\d+\.\d+(-edge)?|1[0246]\.x)?$/.test(runtime) && !/^nodejs(18|2\d)/.test(runtime);
}
