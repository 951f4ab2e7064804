/** Reads the cases of `test/bad-inputs`; the format is described in its README. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const DIRECTORY = fileURLToPath(new URL("../bad-inputs/", import.meta.url));

export interface ExpectedIssue {
  readonly severity: "error" | "warning";
  readonly code: string;
  readonly file: string;
  readonly line: number;
  readonly message: string;
  readonly suggestion: string;
}

export interface BadInput {
  readonly name: string;
  /** Texts by file name. */
  readonly files: Readonly<Record<string, string>>;
  readonly expected: readonly ExpectedIssue[];
}

export function badInputs(): readonly BadInput[] {
  const groups = readdirSync(DIRECTORY).filter((name) => name.endsWith(".cases"));
  return groups.flatMap((group) =>
    readFileSync(DIRECTORY + group, "utf8")
      .split(/^=== /m)
      .slice(1)
      .map((text) => readCase(group.replace(".cases", ""), text)),
  );
}

function readCase(group: string, text: string): BadInput {
  const [title = "", ...lines] = text.trimEnd().split("\n");
  const files: Record<string, string[]> = { "main.yaml": [] };
  const expected: ExpectedIssue[] = [];
  let file = "main.yaml";
  for (const line of lines) {
    const header = /^([!?]{2}) (\d+) (.*)$/.exec(line);
    if (line.startsWith("+++ ")) {
      file = line.slice(4);
      files[file] = [];
    } else if (header !== null) expected.push(expectation(header[1] ?? "", header[3] ?? "", { file, line: Number(header[2]) }));
    else {
      files[file]?.push(line);
      const inline = line.split(/ #(?=[!?] )/).slice(1);
      for (const part of inline)
        expected.push(expectation(part[0] ?? "", part.slice(2), { file, line: files[file]?.length ?? 0 }));
    }
  }
  return {
    name: `${group}: ${title}`,
    files: Object.fromEntries(Object.entries(files).map(([name, content]) => [name, `${content.join("\n")}\n`])),
    expected,
  };
}

function expectation(mark: string, text: string, place: { readonly file: string; readonly line: number }): ExpectedIssue {
  const [fact = "", suggestion = ""] = text.split(" | ");
  const [code = "", ...message] = fact.split(" ");
  return {
    severity: mark.startsWith("!") ? "error" : "warning",
    code,
    message: message.join(" ").trim(),
    suggestion: suggestion.trim(),
    ...place,
  };
}
