/** A terminal without a terminal: what is written is kept, and a scripted person answers what is asked. */
import { createStyle } from "../../src/cli/render/style.ts";
import type { Output, Terminal } from "../../src/cli/terminal.ts";

export interface Watched {
  readonly terminal: Terminal;
  readonly out: () => string;
  readonly err: () => string;
  readonly questions: readonly string[];
}

interface Setting {
  /** What the person types, in order. Left out: nobody is there. */
  readonly answers?: readonly string[];
  /** Whether stderr redraws what is under way. */
  readonly live?: boolean;
}

export function watch({ answers, live = false }: Setting = {}): Watched {
  const left = [...(answers ?? [])];
  const questions: string[] = [];
  const [out, readOut] = paper(false);
  const [err, readErr] = paper(live);
  const terminal: Terminal = {
    out,
    err,
    interactive: answers !== undefined,
    async ask(question) {
      questions.push(question);
      return left.shift() ?? "";
    },
  };
  return { terminal, out: readOut, err: readErr, questions };
}

function paper(isTerminal: boolean): readonly [Output, () => string] {
  let text = "";
  const output: Output = {
    write(part) {
      text += part;
    },
    isTerminal,
    width: 80,
    rows: 24,
    style: createStyle(false),
  };
  return [output, () => text];
}
