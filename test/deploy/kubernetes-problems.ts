/** Holds a manifest to what Kubernetes, KEDA and the Prometheus operator publish: the schema's validator, and the type. */
import { ScaledObject, TriggerAuthentication } from "@kubernetes-models/keda/keda.sh/v1alpha1";
import { PodMonitor, PrometheusRule } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1";
import { Deployment } from "kubernetes-models/apps/v1";
import { PersistentVolumeClaim, Service, ServiceAccount } from "kubernetes-models/v1";
import { type Typed, typeProblems } from "./type-problems.ts";

interface Model {
  readonly from: string;
  validate(value: unknown): void;
}

const KEDA = "@kubernetes-models/keda/keda.sh/v1alpha1";
const OPERATOR = "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1";

// The constructors take what their types describe; whether a manifest is that is what `validate` is asked.
const MODELS: Readonly<Record<string, Model>> = {
  "apps/v1 Deployment": { from: "kubernetes-models/apps/v1", validate: (value) => new Deployment(value as never).validate() },
  "v1 PersistentVolumeClaim": {
    from: "kubernetes-models/v1",
    validate: (value) => new PersistentVolumeClaim(value as never).validate(),
  },
  "v1 Service": { from: "kubernetes-models/v1", validate: (value) => new Service(value as never).validate() },
  "v1 ServiceAccount": { from: "kubernetes-models/v1", validate: (value) => new ServiceAccount(value as never).validate() },
  "keda.sh/v1alpha1 ScaledObject": { from: KEDA, validate: (value) => new ScaledObject(value as never).validate() },
  "keda.sh/v1alpha1 TriggerAuthentication": {
    from: KEDA,
    validate: (value) => new TriggerAuthentication(value as never).validate(),
  },
  "monitoring.coreos.com/v1 PodMonitor": { from: OPERATOR, validate: (value) => new PodMonitor(value as never).validate() },
  "monitoring.coreos.com/v1 PrometheusRule": {
    from: OPERATOR,
    validate: (value) => new PrometheusRule(value as never).validate(),
  },
};

/** One line each. A kind without a model is a problem, so that nothing slips through unchecked. */
export function kubernetesProblems(manifests: readonly unknown[]): readonly string[] {
  const problems: string[] = [];
  const typed: Typed[] = [];
  for (const value of manifests) {
    // Looked at before it is used.
    const { apiVersion, kind } = value as { readonly apiVersion?: unknown; readonly kind?: unknown };
    const model = MODELS[`${apiVersion} ${kind}`];
    if (model === undefined) {
      problems.push(`no model of ${apiVersion} ${kind}`);
      continue;
    }
    typed.push({ value, type: `I${kind}`, from: model.from });
    try {
      model.validate(value);
    } catch (error) {
      problems.push(String(error));
    }
  }
  return [...problems, ...typeProblems(typed)];
}
