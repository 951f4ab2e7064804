/** `--report FILE`: the result once more, for a pipeline that shows it to people and reads it itself, from one pass. */
import { writeFile } from "node:fs/promises";
import { messageOf } from "../model/errors.ts";
import { printable } from "../model/printable.ts";
import type { Format } from "./options.ts";

const FORMAT_OF: Readonly<Record<string, Format>> = { md: "markdown", json: "json", txt: "text" };

/** Each file, in pieces, in the format of its ending. What could not be written, one line each; empty: all was. */
export async function writeReports(
  files: readonly string[],
  reportIn: (format: Format) => Iterable<string>,
): Promise<readonly string[]> {
  const problems = await Promise.all(
    files.map(async (file) => {
      const format = FORMAT_OF[file.slice(file.lastIndexOf(".") + 1)] ?? "text";
      try {
        await writeFile(file, reportIn(format));
        return [];
      } catch (error) {
        const reason = messageOf(error);
        return [`--report ${printable(file)}: the result could not be written: ${printable(reason)}`];
      }
    }),
  );
  return problems.flat();
}
