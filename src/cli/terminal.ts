/** The two output streams and the person before them, if any. */
import { createInterface } from "node:readline";
import { createStyle, type Style } from "./render/style.ts";

export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Columns; where there is no terminal to ask, COLUMNS or 80. */
  readonly width: number;
  readonly rows: number;
  readonly style: Style;
}

export interface Terminal {
  /** The result, and nothing else. */
  readonly out: Output;
  /** Logs, progress, questions. */
  readonly err: Output;
  /** Whether a person can be asked. */
  readonly interactive: boolean;
  /** One line typed by a person; empty when the input ends or the signal is aborted first. */
  ask(question: string, signal: AbortSignal): Promise<string>;
}

const WIDEST_PAGE = 120;

/** The part of a process that a terminal is made of. */
export type Streams = Pick<NodeJS.Process, "stdin" | "stdout" | "stderr" | "env">;

/** `color` is what `--no-color` says; NO_COLOR and streams that are no terminal turn colours off as well. */
export function openTerminal(color: boolean, streams: Streams): Terminal {
  const { stdin, stdout, stderr, env } = streams;
  return {
    out: output(stdout, color, env),
    err: output(stderr, color, env),
    interactive: Boolean(stdin.isTTY && stderr.isTTY),
    ask: (question, signal) => ask(question, streams, signal),
  };
}

function output(stream: NodeJS.WriteStream, color: boolean, env: NodeJS.ProcessEnv): Output {
  const isTerminal = Boolean(stream.isTTY);
  return {
    write: (text) => {
      stream.write(text);
    },
    isTerminal,
    get width() {
      return Math.min(WIDEST_PAGE, stream.columns ?? (Number(env.COLUMNS) || 80));
    },
    get rows() {
      return stream.rows ?? 24;
    },
    style: createStyle(color && coloursWanted(isTerminal, env)),
  };
}

/** https://no-color.org: set to anything but nothing means no. FORCE_COLOR is for CI logs that show colours. */
export function coloursWanted(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== "0";
  return isTerminal && env.TERM !== "dumb";
}

function ask(question: string, { stdin, stderr }: Streams, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const lines = createInterface({ input: stdin, output: stderr, terminal: true });
    const end = (answer: string) => {
      signal.removeEventListener("abort", giveUp);
      lines.off("close", giveUp);
      lines.close();
      resolve(answer);
    };
    const giveUp = () => {
      // The cursor stands behind the question.
      stderr.write("\n");
      end("");
    };
    signal.addEventListener("abort", giveUp, { once: true });
    // The terminal is in raw mode while a line is edited: ctrl-C arrives here as a key and not as a signal.
    lines.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
    lines.on("close", giveUp);
    lines.question(question, end);
  });
}
