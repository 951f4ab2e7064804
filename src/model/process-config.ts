/** The settings of the process once they are read: times in milliseconds, secrets in place. What is left out has its default. */
import type { Severity } from "./alerts.ts";
import type { ConfigFile } from "./authored-config.ts";

type Alerts = NonNullable<NonNullable<ConfigFile>["alerts"]>;

export interface ProcessConfig {
  readonly intervalMs?: number;
  /** Within which drift is found in what moves no traffic. */
  readonly deepIntervalMs?: number;
  readonly pollMs?: number;
  /** Whether who made a drift is asked for; left out: it is. */
  readonly actors?: boolean;
  readonly severity: NonNullable<Alerts["severity"]>;
  /** `null`: never. */
  readonly reminderMs?: number | null;
  readonly flapping: { readonly times?: number; readonly windowMs?: number; readonly quietMs?: number };
  readonly digestOver?: number;
  readonly sinks: readonly SinkConfig[];
}

/** `name` is unique; `severity`: what is less severe is not told to it. */
export type SinkConfig = { readonly name: string; readonly severity: Severity } & (
  | {
      readonly kind: "webhook";
      readonly url: string;
      readonly secret?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: "slack"; readonly url: string }
  | { readonly kind: "alertmanager"; readonly url: string; readonly headers?: Readonly<Record<string, string>> }
  | ({ readonly kind: "sns"; readonly topicArn: string } & AwsPlace)
  | ({ readonly kind: "event-bridge"; readonly bus: string } & AwsPlace)
);

interface AwsPlace {
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
}
