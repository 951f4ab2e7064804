/** Runs a built image as an orchestrator that trusts nobody would: root file system read-only, no capabilities, its volumes alone to write to. */
import { type ChildProcessByStdio, execFile, spawn } from "node:child_process";
import { chown, mkdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { Image } from "./build-image.ts";
import type { Command, Values } from "./dockerfile.ts";
import { beside, firstProcess, type IsolatedCommand, isolated, type Mount } from "./isolated.ts";
import { baseMounts, placeIn } from "./node-base.ts";

export interface Launch {
  readonly image: Image;
  /** In place of the image's ENTRYPOINT. */
  readonly entrypoint?: Command;
  /** In place of the image's CMD. */
  readonly args?: Command;
  readonly environment: Values;
  /** Of this machine, read-only, by their path inside. */
  readonly mounts: Values;
  /** Directory of this machine that holds the image's volumes. */
  readonly volumes: string;
  /** Directories in memory. */
  readonly tmpfs?: readonly string[];
  /** Names that are this machine inside, as those of other containers of one network. */
  readonly hosts?: readonly string[];
}

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

export interface Container {
  /** The first line on either output that matches, also one of before. Rejects with all of them when it ends without. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  output(): string;
  /** Another command inside, as the image's user. For when it has said something. */
  exec(command: Command): Promise<Ended>;
  /** To its own process 1. For when it has said something. */
  signal(signal: NodeJS.Signals): Promise<void>;
  /** The exit code. */
  readonly ended: Promise<number | null>;
  /** Ends it, whatever it does; resolves once all that ran inside is gone. */
  kill(): Promise<void>;
}

export async function startContainer(launch: Launch): Promise<Container> {
  const { image, entrypoint = image.entrypoint, args = image.cmd, environment } = launch;
  const inside: IsolatedCommand = {
    root: image.root,
    mounts: await mountsOf(launch),
    readOnlyRoot: true,
    user: image.user,
    directory: image.directory,
    environment: { ...image.environment, HOME: "/", ...environment },
    command: [...entrypoint, ...args],
  };
  const call = isolated(inside);
  const outer = spawn(call.program, [...call.args], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<number | null>((resolve, reject) => outer.once("error", reject).once("close", resolve));
  const lines = linesOf(outer, ended);
  const first = () => firstProcess(outer.pid ?? 0);
  return {
    ...lines,
    ended,
    exec: async (command) => ending(beside(first(), { ...inside, command })),
    signal: async (signal) => void process.kill(first(), signal),
    kill: async () => {
      // Not the program outside: it would be gone, and what it waits for would not.
      if (outer.exitCode === null && outer.signalCode === null) process.kill(first(), "SIGKILL");
      await ended;
    },
  };
}

async function mountsOf({ image, mounts, volumes, tmpfs = [], hosts = [] }: Launch): Promise<readonly Mount[]> {
  await mkdir(volumes, { recursive: true });
  const names = path.join(volumes, "hosts");
  await writeFile(names, `127.0.0.1 ${["localhost", ...hosts].join(" ")}\n`);
  return [
    ...(await baseMounts(image, false)),
    { source: names, target: "/etc/hosts", writable: false },
    ...(await mountedIn(image, mounts)),
    ...(await volumesOf(image, volumes)),
    ...tmpfs.map((target) => ({ source: null, target, writable: true })),
  ];
}

/** What mounts stand on must be there before the root is read-only; an engine makes it, too. */
async function mountedIn(image: Image, mounts: Values): Promise<readonly Mount[]> {
  return Promise.all(
    Object.entries(mounts).map(async ([target, source]) => {
      const place = placeIn(image, target);
      if ((await stat(source)).isDirectory()) await mkdir(place, { recursive: true });
      else await writeFile(place, "", { flag: "a" });
      return { source, target, writable: false };
    }),
  );
}

/** A new volume takes owner and mode of the directory that it covers. */
async function volumesOf(image: Image, home: string): Promise<readonly Mount[]> {
  return Promise.all(
    image.volumes.map(async (target) => {
      const source = path.join(home, target);
      const { uid, gid, mode } = await stat(placeIn(image, target));
      await mkdir(source, { recursive: true, mode: mode & 0o777 });
      await chown(source, uid, gid);
      return { source, target, writable: true };
    }),
  );
}

function ending({ program, args }: { readonly program: string; readonly args: readonly string[] }): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(program, [...args], (_, stdout, stderr) =>
      resolve({ code: child.exitCode, output: `${stdout}${stderr}` }),
    );
  });
}

type Speaking = ChildProcessByStdio<null, Readable, Readable>;

function linesOf(outer: Speaking, ended: Promise<number | null>): Pick<Container, "said" | "output"> {
  const all: string[] = [];
  const looks = new Set<() => void>();
  for (const input of [outer.stdout, outer.stderr]) {
    createInterface({ input }).on("line", (line) => {
      all.push(line);
      for (const look of looks) look();
    });
  }
  const output = () => all.join("\n");
  return {
    output,
    said: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = all.map((line) => pattern.exec(line)).find((found) => found !== null);
          if (match === undefined) return;
          looks.delete(look);
          resolve(match);
        };
        looks.add(look);
        void ended.then((code) => reject(new Error(`it ended (${code}) without saying ${pattern}:\n${output()}`)));
        look();
      }),
  };
}
