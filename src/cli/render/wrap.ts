/** What GitHub and Azure Pipelines take for an instruction where a line begins with it: a name or an error could hold it. */
const INSTRUCTION = /^(::|##)/;

/** Breaks a message into lines of at most `width` characters at spaces; a longer word stays whole. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width && !INSTRUCTION.test(word)) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** The lines with `indent` before each, and `first` in place of it before the first. */
export function indented(lines: readonly string[], indent: string, first = indent): readonly string[] {
  return lines.map((line, index) => (index === 0 ? first : indent) + line);
}

/** `1 step`, `2 steps`; `many` where that is not the noun and an s. */
export function counted(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`;
}

/** `0.4 s`, `12 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
