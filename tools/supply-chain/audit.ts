/**
 * `npm run audit`: known vulnerabilities in the packages that ship, as the registry knows them. Fails on findings. A registry
 * that does not answer such questions (many mirrors do not) is told of and fails nothing: that is no finding, and no all-clear.
 */
import { execFile } from "node:child_process";
import path from "node:path";

export type AuditResult =
  | { readonly asked: true; readonly findings: readonly string[] }
  | { readonly asked: false; readonly why: string };

const TIMEOUT_MS = 60_000;

/** Reads what `npm audit --json` printed. */
export function readAudit(output: string): AuditResult {
  const report = parsed(output);
  if (!isRecord(report)) return { asked: false, why: "npm gave no report" };
  if (!isRecord(report.vulnerabilities)) return { asked: false, why: String(report.message ?? "npm gave no report") };
  const findings = Object.entries(report.vulnerabilities).map(([name, found]) => {
    const { severity, range } = isRecord(found) ? found : {};
    return `${name} ${String(range ?? "")}: ${String(severity ?? "of unknown severity")}`;
  });
  return { asked: true, findings: findings.toSorted() };
}

/** What is said of it, and the exit code. */
export function verdictOf(result: AuditResult): { readonly text: string; readonly exitCode: 0 | 1 } {
  if (!result.asked) return { text: `not audited: the registry could not be asked (${result.why})`, exitCode: 0 };
  if (result.findings.length === 0) return { text: "audited: no known vulnerability in what ships", exitCode: 0 };
  return {
    text: ["known vulnerabilities in what ships:", ...result.findings.map((finding) => `  ${finding}`)].join("\n"),
    exitCode: 1,
  };
}

function parsed(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

if (process.argv[1] === import.meta.filename) {
  const cwd = path.resolve(import.meta.dirname, "../..");
  // npm fails on findings as well as on a registry that does not answer; only its report tells the two apart.
  const output = await new Promise<string>((resolve) => {
    execFile("npm", ["audit", "--omit=dev", "--json"], { cwd, timeout: TIMEOUT_MS }, (_, stdout) => resolve(stdout));
  });
  const { text, exitCode } = verdictOf(readAudit(output));
  console.log(text);
  process.exitCode = exitCode;
}
