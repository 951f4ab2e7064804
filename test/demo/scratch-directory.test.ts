import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";

const MODULE = path.resolve(import.meta.dirname, "../../tools/demo/scratch-directory.ts");

/** A process that makes its directory, names it, and then does as the script says. */
async function aProcess(then: string): Promise<{ readonly child: ChildProcess; readonly directory: string }> {
  const home = mkdtempSync(path.join(tmpdir(), "stagekeeper-scratch-"));
  const script = `import { scratchDirectory } from ${JSON.stringify(MODULE)};
    const { directory } = scratchDirectory("demo");
    process.stdout.write(directory + "\\n", () => { ${then} });`;
  const args = ["--import", "tsx", "--input-type=module", "--eval", script];
  const child = spawn(process.execPath, args, { env: { ...process.env, TMPDIR: home }, stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => {
    child.kill("SIGKILL");
    rmSync(home, { recursive: true, force: true });
  });
  const [said] = await once(child.stdout, "data");
  return { child, directory: String(said).trim() };
}

describe("the directory of the demo", () => {
  it.each([
    { signal: "SIGINT", code: 130 },
    { signal: "SIGTERM", code: 143 },
  ] as const)("is gone after $signal, which the process ends by with $code", async ({ signal, code }) => {
    const { child, directory } = await aProcess("setInterval(() => {}, 1_000)");
    const whileItRan = existsSync(directory);

    child.kill(signal);
    const [ended] = await once(child, "close");

    expect(whileItRan).toBe(true);
    expect(ended).toBe(code);
    expect(existsSync(directory)).toBe(false);
  });

  it("is gone after a claim that does not hold", async () => {
    const { child, directory } = await aProcess("setTimeout(() => { process.exit(1) }, 50)");

    const [ended] = await once(child, "close");

    expect(ended).toBe(1);
    expect(existsSync(directory)).toBe(false);
  });
});
