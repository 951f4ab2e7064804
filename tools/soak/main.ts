/**
 * `npm run soak -- [--passes N] [--seed S] [--json]`: months of the daemon on virtual time, over a world that changes. What
 * it keeps must not grow: heap after collection at the end at most 1.1 × that after the first 1,000 passes, and the same
 * open handles. Exit code 1 when it does.
 */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { measureSoak } from "./soak.ts";

const { values } = parseArgs({
  options: {
    passes: { type: "string", default: "20000" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  },
});

const home = await mkdtemp(path.join(os.tmpdir(), "stagekeeper-soak-"));
try {
  const result = await measureSoak({ home, passes: Number(values.passes), seed: Number(values.seed) });
  console.log(values.json ? JSON.stringify(result, null, 2) : text(result));
  if (!result.heap.met || !result.handles.met) process.exitCode = 1;
} finally {
  await rm(home, { recursive: true, force: true });
}

function text({
  passes,
  virtualDays,
  seconds,
  heap,
  handles,
  outcomes,
  happened,
}: Awaited<ReturnType<typeof measureSoak>>): string {
  const counts = (of: Readonly<Record<string, number>>) =>
    Object.entries(of)
      .map(([name, count]) => `${name} ${count}`)
      .join(", ");
  return [
    `${passes} passes, ${virtualDays.toFixed(1)} virtual days in ${seconds.toFixed(0)} s`,
    `  what happened: ${counts(happened)}`,
    `  how they ended: ${counts(outcomes)}`,
    `${heap.met ? "met   " : "MISSED"}  heap after collection: ${mb(heap.first)} MB after the first 1,000 passes, ${mb(heap.last)} MB at the end: ${heap.ratio.toFixed(3)} x, at most 1.1`,
    `        every 1,000 passes: ${heap.series.map(mb).join(" ")}`,
    `${handles.met ? "met   " : "MISSED"}  open handles: ${counts(handles.first)} | ${counts(handles.last)}`,
  ].join("\n");
}

function mb(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}
