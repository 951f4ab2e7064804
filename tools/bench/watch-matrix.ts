/**
 * How configuration reaches a container: the ways that are promised to be seen, each as what happens on a real disk. The
 * tests hold the watch to them, the bench says how long each takes.
 */
import { appendFile, mkdir, open, rename, rm, symlink, unlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export interface WatchRow {
  readonly name: string;
  /** What is watched, relative to an empty directory of the row's own. */
  readonly watched: string;
  readonly code?: string;
  prepare(home: string): Promise<void>;
  /** One change, which is to be seen exactly once. */
  change(home: string): Promise<void>;
  /** Where nothing but the poll can see it: its milliseconds. */
  readonly pollMs?: number;
}

const FILE = "desired-state/orders.yaml";

export const WATCH_MATRIX: readonly WatchRow[] = [
  {
    name: "a file is written in place",
    watched: "desired-state",
    prepare: (home) => put(home, FILE, "a: 1"),
    change: (home) => put(home, FILE, "a: 2"),
  },
  {
    name: "a single file that is watched is written in place",
    watched: FILE,
    prepare: (home) => put(home, FILE, "a: 1"),
    change: (home) => put(home, FILE, "a: 2"),
  },
  {
    name: "an editor renames a new file over the old one",
    watched: "desired-state",
    prepare: (home) => put(home, FILE, "a: 1"),
    async change(home) {
      await put(home, "desired-state/.orders.yaml.swp", "a: 2");
      await rename(path.join(home, "desired-state/.orders.yaml.swp"), path.join(home, FILE));
    },
  },
  {
    name: "an editor moves the old file away first",
    watched: FILE,
    prepare: (home) => put(home, FILE, "a: 1"),
    async change(home) {
      await rename(path.join(home, FILE), path.join(home, `${FILE}~`));
      await put(home, FILE, "a: 2");
    },
  },
  {
    name: "a checkout changes 500 files",
    watched: "desired-state",
    prepare: (home) => putMany(home, 1),
    change: (home) => putMany(home, 2),
  },
  ...(["removed", "kept"] as const).map(
    (old): WatchRow => ({
      name: `Kubernetes swaps a ConfigMap's ..data, the old directory is ${old}`,
      watched: "desired-state",
      async prepare(home) {
        await put(home, "desired-state/..2024_1/orders.yaml", "a: 1");
        await symlink("..2024_1", path.join(home, "desired-state/..data"));
        await symlink("..data/orders.yaml", path.join(home, FILE));
      },
      async change(home) {
        await put(home, "desired-state/..2024_2/orders.yaml", "a: 2");
        await swapLink(path.join(home, "desired-state/..data"), "..2024_2");
        if (old === "removed") await rm(path.join(home, "desired-state/..2024_1"), { recursive: true });
      },
    }),
  ),
  ...(["removed", "kept"] as const).map(
    (old): WatchRow => ({
      name: `git-sync swaps the worktree, the old one is ${old}`,
      watched: "git/current/desired-state",
      async prepare(home) {
        await put(home, "git/worktrees/5f3c/desired-state/orders.yaml", "a: 1");
        await symlink("worktrees/5f3c", path.join(home, "git/current"));
      },
      async change(home) {
        await put(home, "git/worktrees/9a2b/desired-state/orders.yaml", "a: 2");
        await swapLink(path.join(home, "git/current"), "worktrees/9a2b");
        if (old === "removed") await rm(path.join(home, "git/worktrees/5f3c"), { recursive: true });
      },
    }),
  ),
  {
    name: "the whole checkout is renamed into place",
    watched: "checkout/desired-state",
    prepare: (home) => put(home, "checkout/desired-state/orders.yaml", "a: 1"),
    async change(home) {
      await put(home, "incoming/desired-state/orders.yaml", "a: 2");
      await rename(path.join(home, "checkout"), path.join(home, "outgoing"));
      await rename(path.join(home, "incoming"), path.join(home, "checkout"));
    },
  },
  {
    name: "a file is added in a new directory",
    watched: "desired-state",
    prepare: (home) => put(home, FILE, "a: 1"),
    change: (home) => put(home, "desired-state/teams/billing/orders.yaml", "b: 1"),
  },
  {
    name: "a file is removed",
    watched: "desired-state",
    async prepare(home) {
      await put(home, FILE, "a: 1");
      await put(home, "desired-state/billing.yaml", "b: 1");
    },
    change: (home) => unlink(path.join(home, "desired-state/billing.yaml")),
  },
  {
    name: "the directory is removed",
    watched: "desired-state",
    prepare: (home) => put(home, FILE, "a: 1"),
    change: (home) => rm(path.join(home, "desired-state"), { recursive: true }),
  },
  {
    name: "the directory comes back",
    watched: "desired-state",
    async prepare(home) {
      await mkdir(home, { recursive: true });
    },
    change: (home) => put(home, FILE, "a: 1"),
  },
  {
    name: "the directory is removed and back at once, with other content",
    watched: "desired-state",
    prepare: (home) => put(home, FILE, "a: 1"),
    async change(home) {
      await rm(path.join(home, "desired-state"), { recursive: true });
      await put(home, FILE, "a: 2");
    },
  },
  {
    name: "a file is written piece by piece",
    watched: "desired-state",
    prepare: (home) => put(home, FILE, "a: 1\n"),
    async change(home) {
      const file = await open(path.join(home, FILE), "w");
      for (let piece = 0; piece < 10; piece += 1) {
        await file.write(`key${piece}: ${piece}\n`);
        await pause(10);
      }
      await file.close();
    },
  },
  {
    name: "code that the desired state names changes",
    watched: "desired-state",
    code: "functions/uploader",
    async prepare(home) {
      await put(home, FILE, "a: 1");
      await put(home, "functions/uploader/lib/index.mjs", "export const version = 1;");
    },
    change: (home) => appendFile(path.join(home, "functions/uploader/lib/index.mjs"), "// 2\n"),
  },
];

/** The second change of every row, that shows that its watch is still alive: the file appears anew where it is read. */
export async function changeAgain(row: WatchRow, home: string): Promise<void> {
  const file = row.watched.endsWith(".yaml") ? row.watched : path.join(row.watched, "again.yaml");
  await put(home, file, "again: true");
}

async function put(home: string, name: string, text: string): Promise<void> {
  const file = path.join(home, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

async function putMany(home: string, value: number): Promise<void> {
  for (let index = 0; index < 500; index += 1)
    await put(home, `desired-state/part${index % 10}/file${index}.yaml`, `a: ${value}`);
}

/** As kubelet and git-sync do it: a new link, renamed over the old one. */
async function swapLink(link: string, target: string): Promise<void> {
  await symlink(target, `${link}_tmp`);
  await rename(`${link}_tmp`, link);
}
