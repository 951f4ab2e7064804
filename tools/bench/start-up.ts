/**
 * How long commands take to start, as multiples of what Node itself takes. Absolute times say more about the machine than
 * about the program, so every round runs each of them once, in turn, and medians are compared.
 */
import { spawnSync } from "node:child_process";

export interface StartUp {
  /** Median wall time in milliseconds by name. */
  readonly medianMs: Readonly<Record<string, number>>;
  readonly rounds: number;
}

/** Arguments of Node by name. Each must end with exit code 0, or the time would be that of a failure. */
export function measureStartUp(
  commands: Readonly<Record<string, readonly string[]>>,
  { rounds, cwd }: { readonly rounds: number; readonly cwd: string },
): StartUp {
  const times = new Map<string, number[]>(Object.keys(commands).map((name) => [name, []]));
  // The first round is not counted: it finds cold caches of files and of compiled code.
  for (let round = 0; round <= rounds; round++) {
    for (const [name, args] of Object.entries(commands)) {
      const took = timeOf(args, cwd);
      if (round > 0) times.get(name)?.push(took);
    }
  }
  return { rounds, medianMs: Object.fromEntries([...times].map(([name, values]) => [name, median(values)])) };
}

function timeOf(args: readonly string[], cwd: string): number {
  const began = process.hrtime.bigint();
  const { status, stderr, error } = spawnSync(process.execPath, [...args], {
    cwd,
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  const ended = process.hrtime.bigint();
  if (error !== undefined || status !== 0)
    throw new Error(`node ${args.join(" ")} ended with ${status}: ${stderr}`, { cause: error });
  return Number(ended - began) / 1e6;
}

/** Of at least one number. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}
