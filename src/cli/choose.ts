/** A person chooses from a numbered list: `1,3-5`, `all`, or nothing. */
import type { Choice } from "../import/gather.ts";
import { printable } from "../model/printable.ts";
import type { Terminal } from "./terminal.ts";

const TITLES = { apis: "REST APIs", functions: "Functions", buckets: "Buckets" } as const;
const KINDS = ["apis", "functions", "buckets"] as const;

/** Asks until the answer can be read; `null`: nothing was chosen. */
export async function choose(from: Choice, terminal: Terminal, signal: AbortSignal): Promise<Choice | null> {
  const items = KINDS.flatMap((kind) => from[kind].map((name) => ({ kind, name })));
  const { err } = terminal;
  const width = String(items.length).length;
  for (const kind of KINDS) {
    if (from[kind].length === 0) continue;
    err.write(`${err.style.title(TITLES[kind])}\n`);
    for (const [at, item] of items.entries()) {
      if (item.kind === kind) err.write(`  ${String(at + 1).padStart(width)}  ${printable(item.name)}\n`);
    }
  }
  for (;;) {
    const answer = await terminal.ask("Which? Numbers as in 1,3-5, or all; what they lead to comes along: ", signal);
    if (answer.trim() === "") return null;
    const numbers = numbersIn(answer, items.length);
    if (numbers !== null) {
      const chosen = items.filter((_, at) => numbers.has(at + 1));
      const named = (kind: keyof Choice) => chosen.filter((item) => item.kind === kind).map(({ name }) => name);
      return { apis: named("apis"), functions: named("functions"), buckets: named("buckets") };
    }
    err.write(`Numbers from 1 to ${items.length}, as in 1,3-5, or all; nothing to leave.\n`);
  }
}

/** `null`: it says something else, or a number that there is not. */
function numbersIn(answer: string, most: number): ReadonlySet<number> | null {
  if (/^\s*all\s*$/i.test(answer)) return new Set(Array.from({ length: most }, (_, at) => at + 1));
  const numbers = new Set<number>();
  for (const part of answer.split(/[\s,]+/).filter(Boolean)) {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (!(from >= 1 && to >= from && to <= most)) return null;
    for (let number = from; number <= to; number += 1) numbers.add(number);
  }
  return numbers;
}
