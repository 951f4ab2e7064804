/** Follows a Dockerfile into an empty directory, stage by stage, as an engine would. Takes root. */
import { execFile } from "node:child_process";
import { cp, mkdir, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { contextOf } from "./context.ts";
import type { Command, Stage, Step, Values } from "./dockerfile.ts";
import { isolated, type Mount } from "./isolated.ts";
import { BASE_ENVIRONMENT, baseMounts, layNodeBase, MOUNT_POINTS, placeIn, type Tree } from "./node-base.ts";
import { type Entries, entriesOf } from "./tree-entries.ts";

const run = promisify(execFile);

export interface Image extends Tree {
  readonly environment: Values;
  readonly labels: Values;
  readonly user: string;
  readonly directory: string;
  readonly entrypoint: Command;
  readonly cmd: Command;
  readonly healthcheck: Command;
  readonly volumes: readonly string[];
  readonly ports: readonly string[];
  /** What the steps added to the base image, by its path inside. */
  readonly added: Entries;
}

export interface Build {
  readonly stages: readonly Stage[];
  /** Directory that is copied from. */
  readonly context: string;
  /** Empty directory that takes the stages. */
  readonly home: string;
}

interface Ground {
  readonly context: string;
  readonly admits: (source: string) => boolean;
  readonly built: ReadonlyMap<string, Image>;
}

/** The last stage. Throws with the output of a command that failed. */
export async function buildImage({ stages, context, home }: Build): Promise<Image> {
  const built = new Map<string, Image>();
  const ground = { context, admits: await contextOf(context), built };
  let last: Image | undefined;
  for (const [index, stage] of stages.entries()) {
    last = await buildStage(stage, path.join(home, String(index)), ground);
    if (stage.name !== null) built.set(stage.name, last);
  }
  if (last === undefined) throw new Error("there is no stage to build");
  return last;
}

async function buildStage({ base, steps }: Stage, home: string, ground: Ground): Promise<Image> {
  if (ground.built.has(base)) throw new Error(`a stage on top of another (${base}) is not followed here`);
  const tree = { root: path.join(home, "root"), local: path.join(home, "local") };
  for (const directory of Object.values(tree)) await mkdir(directory, { recursive: true });
  await layNodeBase(base, tree);
  const before = new Set((await entriesOf(tree)).keys());
  let image: Image = { ...tree, ...NOTHING, environment: BASE_ENVIRONMENT };
  let args: Values = {};
  for (const step of steps) {
    if (step.kind === "arg") args = { ...args, ...step.values };
    image = await take(step, image, { ...ground, args });
  }
  return { ...image, added: new Map([...(await entriesOf(tree))].filter(([name]) => !before.has(name))) };
}

const NOTHING = {
  labels: {},
  user: "0:0",
  directory: "/",
  entrypoint: [],
  cmd: [],
  healthcheck: [],
  volumes: [],
  ports: [],
  added: new Map(),
};

async function take(step: Step, image: Image, ground: Ground & { readonly args: Values }): Promise<Image> {
  switch (step.kind) {
    case "arg":
      return image;
    case "env":
      return { ...image, environment: { ...image.environment, ...step.values } };
    case "label":
      return { ...image, labels: { ...image.labels, ...step.values } };
    case "workdir": {
      const directory = path.posix.resolve(image.directory, step.path);
      await mkdir(placeIn(image, directory), { recursive: true });
      return { ...image, directory };
    }
    case "copy":
      await copy(step, image, ground);
      return image;
    case "run":
      await runStep(step.command, image, ground.args);
      return image;
    case "user":
      return { ...image, user: step.user };
    case "volume":
      return { ...image, volumes: [...image.volumes, ...step.paths] };
    case "expose":
      return { ...image, ports: [...image.ports, ...step.ports] };
    case "entrypoint":
      return { ...image, entrypoint: step.command };
    case "cmd":
      return { ...image, cmd: step.command };
    case "healthcheck":
      return { ...image, healthcheck: step.command };
  }
}

/** A directory gives what is in it; a target that ends with a slash, or takes several, is a directory. All of it is root's. */
async function copy(
  step: Extract<Step, { readonly kind: "copy" }>,
  image: Image,
  { context, admits, built }: Ground,
): Promise<void> {
  const { from, sources, target } = step;
  const inside = path.posix.resolve(image.directory, target);
  const stage = from === null ? null : built.get(from);
  if (stage === undefined) throw new Error(`COPY --from=${from}: there is no such stage`);
  if (sources.length > 1 && !target.endsWith("/"))
    throw new Error(`COPY of several to ${target}, which does not end with a slash`);
  for (const source of sources) {
    if (stage === null && !admits(source)) throw new Error(`COPY ${source}: .dockerignore leaves it out`);
    const original = stage === null ? path.join(context, source) : placeIn(stage, path.posix.resolve("/", source));
    const intoDirectory = target.endsWith("/") && !(await stat(original)).isDirectory();
    const copied = placeIn(image, intoDirectory ? path.posix.join(inside, path.posix.basename(source)) : inside);
    await mkdir(path.dirname(copied), { recursive: true });
    await cp(original, copied, { recursive: true, verbatimSymlinks: true });
    await run("chown", ["--recursive", "--no-dereference", "0:0", copied]);
  }
}

async function runStep(command: Command, image: Image, args: Values): Promise<void> {
  const { mounts, environment } = await ofThisMachine();
  const call = isolated({
    root: image.root,
    mounts: [...(await baseMounts(image, true)), ...mounts],
    readOnlyRoot: false,
    user: image.user,
    directory: image.directory,
    environment: { ...environment, ...args, ...image.environment, HOME: "/root" },
    command,
  });
  try {
    await run(call.program, [...call.args], { maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    // What execFile rejects with has both outputs.
    const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`RUN ${command.join(" ")}\n${stdout}\n${stderr}`, { cause: error });
  }
}

/** How npm reaches packages is the machine's matter, as for an engine; what it has fetched already need not come again. */
async function ofThisMachine(): Promise<{ readonly mounts: readonly Mount[]; readonly environment: Values }> {
  const { env } = process;
  const settings = env.npm_config_userconfig ?? path.join(os.homedir(), ".npmrc");
  const cache = env.npm_config_cache ?? path.join(os.homedir(), ".npm");
  const hasSettings = (await stat(settings).catch(() => null)) !== null;
  await mkdir(cache, { recursive: true });
  const passed = Object.entries(env).filter(([name]) => /^(NODE_EXTRA_CA_CERTS|(https?|no)_proxy)$/i.test(name));
  return {
    mounts: [
      { source: cache, target: MOUNT_POINTS.cache, writable: true },
      ...(hasSettings ? [{ source: settings, target: MOUNT_POINTS.settings, writable: false }] : []),
    ],
    environment: {
      // Each of these has a value: it is one of the environment's own.
      ...(Object.fromEntries(passed) as Values),
      npm_config_cache: MOUNT_POINTS.cache,
      npm_config_prefer_offline: "true",
      ...(hasSettings && { npm_config_userconfig: MOUNT_POINTS.settings }),
    },
  };
}
