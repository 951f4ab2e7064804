/** `npm run coverage` writes docs/coverage.md, and says the share of each resource; `-- --check` fails when it is out of date. */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { judge } from "./judge.ts";
import { coveragePage } from "./page.ts";
import { SERVICES } from "./services.ts";

const PAGE = path.resolve(import.meta.dirname, "../../docs/coverage.md");

const problems = SERVICES.flatMap((service) => service.resources.flatMap((resource) => judge(service, resource).problems));
const text = coveragePage(SERVICES);
if (!process.argv.includes("--check")) await writeFile(PAGE, text);
else if ((await readFile(PAGE, "utf8")) !== text) problems.push("docs/coverage.md is out of date: run npm run coverage");
console.log(
  text
    .split("\n")
    .filter((line) => / \| [\d.]+ % \| /.test(line))
    .join("\n"),
);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
