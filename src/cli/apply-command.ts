/** The command line that applies a plan that was reviewed: what was asked for, without what made it a look. */
import { printable } from "../model/printable.ts";
import type { PassKind } from "./approval.ts";
import type { PassOptions } from "./options.ts";

interface Asked {
  readonly path: string;
  readonly kind: PassKind;
  readonly options: PassOptions;
}

/** For a POSIX shell. Settings that follow from the machine (credentials, region, state) are the machine's own. */
export function applyCommand({ path, kind, options }: Asked, digest: string): string {
  const { target = [], only, prune, force, retry, values, region, endpointUrl } = options;
  return [
    "reconcile",
    ...(kind === "destroy" ? ["destroy"] : []),
    path,
    ...target.flatMap((name) => ["--target", name]),
    ...only.flatMap((address) => ["--only", address]),
    ...(prune ? ["--prune"] : []),
    ...(force ? ["--force"] : []),
    ...retry.flatMap((address) => ["--retry", address]),
    ...(values === undefined ? [] : ["--values", values]),
    ...(region === undefined ? [] : ["--region", region]),
    ...(endpointUrl === undefined ? [] : ["--endpoint-url", endpointUrl]),
    "--expect",
    digest,
  ]
    .map(quoted)
    .join(" ");
}

function quoted(word: string): string {
  const shown = printable(word);
  return /^[\w./:@%+=,-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`;
}
