/** How the demo is told: numbered chapters, what was run with what it said, and claims that are checked on the spot. */
import picocolors from "picocolors";

const { createColors } = picocolors;

export class ClaimFailed extends Error {}

export interface Story {
  /** What this is, before the first chapter. */
  title(text: string, ...lines: readonly string[]): void;
  /** Begins the next chapter. */
  chapter(title: string, ...why: readonly string[]): void;
  /** A command as a person would type it, and what it said. */
  ran(command: string, output?: string): void;
  /** A line that somebody changed by hand: what went and what came. */
  edited(file: string, removed: readonly string[], added: readonly string[]): void;
  /** A claim that must hold; else the demo ends here. `seen` says what was found instead. */
  claim(text: string, holds: boolean, seen?: unknown): void;
  /** The claim that did not hold. */
  fails(claim: string): void;
  end(seconds: number): void;
}

/** Commands print to 80 columns less this. */
export const INDENT = "  ";

export function createStory(write: (text: string) => void, colour: boolean): Story {
  const colors = createColors(colour);
  let chapters = 0;
  let claims = 0;
  const line = (text = "") => write(`${text}\n`);
  return {
    title(text, ...lines) {
      line(colors.bold(text));
      for (const each of lines) line(colors.dim(each));
    },
    chapter(title, ...why) {
      chapters += 1;
      line();
      line(colors.bold(`${chapters}. ${title}`));
      for (const sentence of why) line(colors.dim(`${INDENT}${sentence}`));
    },
    ran(command, output) {
      line();
      line(`${INDENT}${colors.cyan("$")} ${colors.bold(command)}`);
      if (output === undefined) return;
      for (const printed of output.trimEnd().split("\n")) line(`${INDENT}${printed}`.trimEnd());
      line();
    },
    edited(file, removed, added) {
      line();
      line(`${INDENT}${colors.cyan("✎")} ${colors.bold(file)}`);
      for (const text of removed) line(`${INDENT}  ${colors.red(`- ${text}`)}`);
      for (const text of added) line(`${INDENT}  ${colors.green(`+ ${text}`)}`);
    },
    claim(text, holds, seen) {
      claims += 1;
      if (holds) return line(`${INDENT}${colors.green("✓")} ${text}`);
      const found = seen === undefined ? "" : `: ${typeof seen === "string" ? seen : JSON.stringify(seen)}`;
      throw new ClaimFailed(`${text}${found}`);
    },
    fails(claim) {
      line(`${INDENT}${colors.red(`✗ does not hold: ${claim}`)}`);
    },
    end(seconds) {
      line();
      line(colors.bold(colors.green(`All ${claims} claims hold, in ${seconds.toFixed(1)} s.`)));
    },
  };
}
