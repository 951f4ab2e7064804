import { beforeAll, describe, expect, it } from "vitest";
import { createMetrics } from "../../src/daemon/metrics.ts";
import { PassHistory } from "../../src/daemon/status.ts";
import type { Step } from "../../src/model/plan.ts";
import { anEndedPass, aReport, oneTarget } from "../daemon/builders.ts";
import { documentIn } from "./files.ts";
import { readPromql } from "./promql.ts";

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string };
}

/** Held to its schema by another test. */
const { spec } = documentIn("kubernetes/monitoring/prometheus-rule.yaml") as {
  readonly spec: { readonly groups: readonly { readonly rules: readonly Rule[] }[] };
};
const rules = spec.groups.flatMap((group) => group.rules);

const STEP: Step = {
  address: "stage:orders/prod",
  kind: "stage",
  action: "update",
  cause: "drift",
  changes: [],
  needs: [],
  lane: "rest-api:orders",
  desired: null,
  live: null,
  adopts: false,
};

/** What the daemon serves after a pass that left a sample of everything: names, each with its labels. */
async function servedMetrics(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const history = new PassHistory();
  const metrics = createMetrics(oneTarget("1.2.3", { history }));
  const pass = anEndedPass({ report: aReport({ outcome: "failed", steps: [{ step: STEP, result: "failed" }] }) });
  history.ended(pass);
  metrics.passEnded(pass, null);
  metrics.callEnded({ operation: "apigateway.GetStages", outcome: "throttled" }, null);
  const lines = (await metrics.text()).split("\n");
  const served = new Map(lines.flatMap((line) => /^# TYPE (\S+)/.exec(line)?.[1] ?? []).map((name) => [name, new Set<string>()]));
  for (const line of lines) {
    const [, name = "", labels = ""] = /^([a-z]\w*)(?:\{(.*)\})? /.exec(line) ?? [];
    for (const [, label = ""] of labels.matchAll(/(\w+)="/g)) served.get(name)?.add(label);
  }
  return served;
}

describe("the alert rules", () => {
  let served: ReadonlyMap<string, ReadonlySet<string>>;

  beforeAll(async () => {
    served = await servedMetrics();
  });

  it("are of the daemon going, hanging, failing, being broken, blocked, fought and throttled", () => {
    expect(rules.map(({ alert }) => alert)).toEqual([
      "StagekeeperGone",
      "StagekeeperNotConverging",
      "StagekeeperDesiredStateInvalid",
      "StagekeeperStepsFail",
      "StagekeeperBlocked",
      "StagekeeperDriftKeepsComing",
      "StagekeeperThrottled",
    ]);
  });

  it.each(rules)(
    "$alert reads metrics and labels that the daemon serves, and tells only of those",
    ({ expr, labels, annotations }) => {
      const { selected, grouped } = readPromql(expr);
      const known = selected.flatMap(({ metric }) => [...(served.get(metric) ?? [])]);
      const told = [
        ...Object.values(annotations)
          .join("\n")
          .matchAll(/\$labels\.(\w+)/g),
      ].map(([, name]) => name);

      expect(selected.length).toBeGreaterThan(0);
      for (const { metric, labels: read } of selected) {
        expect([...served.keys()]).toContain(metric);
        expect([...(served.get(metric) ?? [])]).toEqual(expect.arrayContaining([...read]));
      }
      expect(known).toEqual(expect.arrayContaining([...grouped]));
      // A label that is not grouped by is not there any more.
      expect([...grouped]).toEqual(expect.arrayContaining(told));
      expect(labels.severity).toMatch(/^(critical|warning|info)$/);
    },
  );
});

describe("reading PromQL", () => {
  it("finds the metrics, the labels that they are matched by, and those that they are grouped by", () => {
    const text = 'sum by (kind) (increase(a_total{result="failed",cause!~"x"}[30m])) / on (kind) b > 0';

    expect(readPromql(text)).toEqual({
      selected: [
        { metric: "a_total", labels: ["result", "cause"] },
        { metric: "b", labels: [] },
      ],
      grouped: ["kind", "kind"],
    });
  });

  it.each(["absent(x", "a{b=}", "sum by kind (a)", "a >", "rate(a[5 minutes])"])("refuses %s", (text) => {
    expect(() => readPromql(text)).toThrow(/is no PromQL/);
  });
});
