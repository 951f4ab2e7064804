/** What the manifests say to the command, held to the command's own table of options and to the image's own Dockerfile. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { environmentVariable, OPTIONS } from "../../src/cli/option-table.ts";
import { COMMANDS, type CommandName } from "../../src/cli/options.ts";
import { readProcessConfig } from "../../src/cli/process-config.ts";
import { createProgram } from "../../src/cli/program.ts";
import { readDockerfile } from "../../tools/container/dockerfile.ts";
import { resolved, templateIn } from "./cloudformation.ts";
import { documentIn, ROOT } from "./files.ts";

const image = readDockerfile(readFileSync(path.join(ROOT, "Dockerfile"), "utf8")).at(-1);
const cmd = image?.steps.flatMap((step) => (step.kind === "cmd" ? [step.command] : []))[0] ?? [];
const healthcheck = image?.steps.flatMap((step) => (step.kind === "healthcheck" ? [step.command] : []))[0] ?? [];
const state = image?.steps.flatMap((step) => (step.kind === "env" ? [step.values.STAGEKEEPER_STATE ?? ""] : []))[0] ?? "";

/** One container of the command, whatever the manifest. */
interface Said {
  readonly where: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Paths inside that something is mounted on. */
  readonly mounts: readonly string[];
  readonly ports: readonly number[];
}

/** Throws as the command would: for an option that it does not know, does not take, or whose value it refuses. */
function parsed(args: readonly string[]): {
  readonly command: CommandName;
  readonly path: string;
  readonly options: Record<string, unknown>;
} {
  const program = createProgram(() => undefined).configureOutput({ writeErr: () => undefined });
  const { operands, unknown } = program.parseOptions([...args]);
  if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(" ")}`);
  const command = COMMANDS.find((name) => name === operands[0]) ?? "reconcile";
  for (const row of OPTIONS) {
    const option = row.option();
    const isSet = program.getOptionValueSource(option.attributeName()) === "cli";
    if (isSet && !row.of.includes(command)) throw new Error(`${option.long} is not an option of ${command}`);
  }
  return { command, path: operands[command === "reconcile" ? 0 : 1] ?? "", options: program.opts() };
}

/** Variables as the options that they stand for; those of alerts alone are left to what reads them. */
function asOptions(environment: Said["environment"]): readonly string[] {
  const ours = Object.entries(environment).filter(
    ([name]) => name.startsWith("STAGEKEEPER_") && !name.startsWith("STAGEKEEPER_ALERT_"),
  );
  return ours.flatMap(([name, value]) => {
    const option = OPTIONS.map((row) => row.option()).find((each) => environmentVariable(each) === name);
    if (option === undefined) throw new Error(`no option has the variable ${name}`);
    return [`${option.long}=${value}`];
  });
}

// The manifests are held to their schemas by another test.
const compose = documentIn("compose.yaml") as {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly command?: readonly string[];
        readonly entrypoint?: readonly string[];
        readonly environment?: Readonly<Record<string, string>>;
        readonly volumes?: readonly string[];
        readonly ports?: readonly string[];
      }
    >
  >;
};
const task = documentIn("ecs/task-definition.json") as {
  readonly containerDefinitions: readonly {
    readonly command: readonly string[];
    readonly environment: readonly { readonly name: string; readonly value: string }[];
    readonly mountPoints: readonly { readonly containerPath: string }[];
    readonly portMappings: readonly { readonly containerPort: number }[];
    readonly healthCheck: { readonly command: readonly string[] };
  }[];
};

interface Pod {
  readonly containers: readonly {
    readonly name: string;
    readonly args: readonly string[];
    readonly env: readonly { readonly name: string; readonly value: string }[];
    readonly volumeMounts: readonly { readonly mountPath: string }[];
    readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
    readonly livenessProbe: Probe;
    readonly readinessProbe: Probe;
    readonly startupProbe: Probe;
  }[];
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

const pods = ["configmap", "git-sync"].map((variant) => {
  const { spec } = documentIn(`kubernetes/${variant}/deployment.yaml`) as {
    readonly spec: { readonly template: { readonly spec: Pod } };
  };
  const [container] = spec.template.spec.containers.filter(({ name }) => name === "stagekeeper");
  if (container === undefined) throw new Error(`no daemon in the pod of ${variant}`);
  return { variant, container };
});

const values = (pairs: readonly { readonly name: string; readonly value: string }[]) =>
  Object.fromEntries(pairs.map(({ name, value }) => [name, value]));

const said: readonly Said[] = [
  ...Object.entries(compose.services).flatMap(
    ([name, { command = cmd, entrypoint, environment = {}, volumes = [], ports = [] }]) =>
      entrypoint === undefined
        ? [
            {
              where: `compose.yaml: ${name}`,
              args: command,
              environment,
              mounts: volumes.map((volume) => volume.split(":")[1] ?? ""),
              ports: ports.map((port) => Number(port.split(":").at(-1))),
            },
          ]
        : [],
  ),
  ...pods.map(({ variant, container }) => ({
    where: `kubernetes/${variant}`,
    args: container.args,
    environment: values(container.env),
    mounts: container.volumeMounts.map(({ mountPath }) => mountPath),
    ports: container.ports.map(({ containerPort }) => containerPort),
  })),
  ...task.containerDefinitions.map((container) => ({
    where: "ecs/task-definition.json",
    args: container.command,
    environment: values(container.environment),
    // The desired state is in the image there.
    mounts: ["/desired-state", ...container.mountPoints.map(({ containerPath }) => containerPath)],
    ports: container.portMappings.map(({ containerPort }) => containerPort),
  })),
];
const daemons = said.filter(({ args }) => args[0] === "watch");

const workers = [
  {
    where: "kubernetes/workers",
    // Held to its schema by another test.
    args: (
      documentIn("kubernetes/workers/deployment.yaml") as {
        readonly spec: {
          readonly template: { readonly spec: { readonly containers: readonly [{ readonly args: readonly string[] }] } };
        };
      }
    ).spec.template.spec.containers[0].args,
  },
  {
    where: "aws/hub.yaml",
    // As it stands there.
    args: (
      resolved(templateIn("hub.yaml").Resources.Task?.Properties.ContainerDefinitions, {
        refs: {
          Image: "image",
          Work: "https://queue",
          Events: "https://events",
          State: "acme",
          AtOnce: "8",
          "AWS::Region": "us-east-1",
          Log: "log",
        },
      }) as readonly [{ readonly Command: readonly string[] }]
    )[0].Command,
  },
];

describe("what the manifests say to the command", () => {
  it.each(workers)("is understood by a worker: $where", ({ args }) => {
    const { command, path: watched, options } = parsed(args);

    expect(command).toBe("worker");
    expect(watched).toMatch(/^\/(git|desired-state)/);
    expect(options).toMatchObject({
      queue: expect.stringContaining("https://"),
      state: expect.stringMatching(/^s3:\/\/.*\/fleet$/),
    });
  });

  it("is of the sandbox and of four daemons", () => {
    expect(said.map(({ where }) => where)).toHaveLength(5);
    expect(daemons.map(({ where }) => where)).toEqual([
      "compose.yaml: daemon",
      "kubernetes/configmap",
      "kubernetes/git-sync",
      "ecs/task-definition.json",
    ]);
  });

  it.each(said)("is understood: $where", ({ args, environment }) => {
    expect(() => parsed([...args, ...asOptions(environment)])).not.toThrow();
  });

  it.each(said)("has it listen on every address, at the port that is opened: $where", ({ args, ports }) => {
    const { command, options } = parsed(args);
    const at = command === "sandbox" ? { host: options.host, port: options.port } : options.listen;

    expect(at).toEqual({ host: "0.0.0.0", port: ports[0] });
  });

  it.each(daemons)("mounts what it watches and what it keeps: $where", ({ args, mounts }) => {
    const { path: watched } = parsed(args);
    const isMounted = (wanted: string) => mounts.some((mount) => wanted === mount || wanted.startsWith(`${mount}/`));

    expect(watched).toMatch(/^\//);
    expect([isMounted(watched), isMounted(state)]).toEqual([true, true]);
  });

  it("names a sink that the daemon takes", async () => {
    const { environment } = compose.services.daemon ?? {};

    const { sinks } = await readProcessConfig({ path: "/nowhere/desired-state", cwd: "/", env: environment ?? {} });

    expect(sinks).toMatchObject([{ kind: "webhook", url: "http://receiver:8080/" }]);
  });

  it("probes what the daemon answers, at the port that it opens", () => {
    for (const { container } of pods) {
      const { startupProbe, livenessProbe, readinessProbe, ports } = container;
      const probes = [startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet);

      expect(probes.map((probe) => probe.path)).toEqual(["/healthz", "/healthz", "/readyz"]);
      expect(new Set(probes.map((probe) => probe.port))).toEqual(new Set(ports.map(({ name }) => name)));
    }
  });

  it("checks health as the image does", () => {
    const commands = task.containerDefinitions.map(({ healthCheck }) => healthCheck.command);

    expect(commands).toEqual([["CMD", ...healthcheck]]);
    expect(parsed(healthcheck.slice(1))).toMatchObject({ command: "status", options: { health: true } });
  });

  it.each([
    { what: "an option that there is not", args: ["watch", "/x", "--intervall", "5m"] },
    { what: "an option of another command", args: ["watch", "/x", "--port", "1"] },
    { what: "a value that is refused", args: ["watch", "/x", "--interval", "5d"] },
  ])("would not pass with $what", ({ args }) => {
    expect(() => parsed(args)).toThrow();
  });

  it("would not pass with a variable of no option", () => {
    expect(() => asOptions({ STAGEKEEPER_INTERVALL: "5m" })).toThrow("no option has the variable STAGEKEEPER_INTERVALL");
  });
});
