/**
 * What authors write, one type a schema. Generated from `schemas/` by `tools/generate-types.ts`: change it there.
 */

/**
 * Settings of the process, in `stagekeeper.yaml` beside the desired state or where `--config` says. What is desired of AWS does not belong here.
 */
export type ConfigFile = {
  /**
   * Settings of the daemon. Options of the command line and their environment variables go before these.
   */
  readonly watch?: {
    /**
     * Time between passes that nothing asked for, from 1s to 24h. Default 5m.
     */
    readonly interval?: string;
    /**
     * Time within which drift is found in what moves no traffic (routes, policies, roles, buckets, tags), which not every pass reads, from 1s to 24h. Default 30m; no longer than the interval: every pass reads everything.
     */
    readonly deepInterval?: string;
    /**
     * Whether CloudTrail is asked who made what drifted, which needs `cloudtrail:LookupEvents`. Default true.
     */
    readonly actors?: boolean;
    /**
     * Time between looks at the files for changes that the system does not tell of, as on NFS. Default 15s.
     */
    readonly poll?: string;
  };
  /**
   * What is told, when, and to whom.
   */
  readonly alerts?: {
    /**
     * How severe each condition is: `info`, `warning` or `critical`; `off`: it is none.
     */
    readonly severity?: {
      /**
       * A declared property differs, or a resource is gone. Default `warning`.
       */
      readonly drift?: "info" | "warning" | "critical" | "off";
      /**
       * A stage serves something else than the API as it stands. Default `warning`.
       */
      readonly snapshot?: "info" | "warning" | "critical" | "off";
      /**
       * Something stands beside what is declared. Default `info`.
       */
      readonly unmanaged?: "info" | "warning" | "critical" | "off";
      /**
       * The desired state is not valid. Default `critical`.
       */
      readonly invalid?: "info" | "warning" | "critical" | "off";
      /**
       * A pass failed, or something in it did or is blocked. Default `critical`.
       */
      readonly failed?: "info" | "warning" | "critical" | "off";
      /**
       * A guard refused the plan. Default `critical`.
       */
      readonly refused?: "info" | "warning" | "critical" | "off";
    };
    /**
     * How long after the last message an open condition is told again, or `never`. Default `24h`. Conditions of severity `info` never are.
     */
    readonly reminder?: string;
    /**
     * When a condition counts as coming and going, so that its end is told only once it stays away.
     */
    readonly flapping?: {
      /**
       * So many beginnings. Default 3.
       */
      readonly times?: number;
      /**
       * Within this time. Default `1h`.
       */
      readonly within?: string;
      /**
       * It has to stay away for this time. Default `15m`.
       */
      readonly quiet?: string;
    };
    /**
     * More messages than this of one kind, from one pass, become one. Default 5.
     */
    readonly digestOver?: number;
    /**
     * Whom to tell. The log is always told.
     *
     * @maxItems 50
     */
    readonly sinks?: readonly AuthoredSink[];
  };
} | null;
/**
 * A text, or `{ env: NAME }` for what the environment variable holds.
 */
export type Secret = string | EnvironmentReference;

/**
 * One of `webhook`, `slack`, `alertmanager`, `sns` and `eventBridge`.
 */
export interface AuthoredSink {
  /**
   * In logs, and under which messages wait for it. Default: its kind.
   */
  readonly name?: string;
  /**
   * Tell it only what is so severe at least. Default `info`.
   */
  readonly severity?: "info" | "warning" | "critical";
  /**
   * Any HTTP endpoint: CloudEvents 1.0 as JSON, signed the way of Standard Webhooks where a secret is set.
   */
  readonly webhook?: {
    /**
     * Where to.
     */
    readonly url: string | EnvironmentReference;
    /**
     * Key of the HMAC-SHA256 signature: a text, or `whsec_` and the key in base64.
     */
    readonly secret?: string | EnvironmentReference;
    readonly headers?: Headers;
  };
  /**
   * An incoming webhook of Slack, or of what takes the same.
   */
  readonly slack?: {
    /**
     * A text, or `{ env: NAME }` for what the environment variable holds.
     */
    readonly url: string | EnvironmentReference;
  };
  /**
   * Prometheus Alertmanager, by version 2 of its API.
   */
  readonly alertmanager?: {
    /**
     * A text, or `{ env: NAME }` for what the environment variable holds.
     */
    readonly url: string | EnvironmentReference;
    readonly headers?: Headers;
  };
  /**
   * A topic of SNS. Needs `sns:Publish`.
   */
  readonly sns?: {
    /**
     * ARN of the topic.
     */
    readonly topicArn: string;
    /**
     * Default: the topic's.
     */
    readonly region?: string;
    /**
     * Profile of the AWS configuration.
     */
    readonly profile?: string;
    /**
     * Another AWS: an emulator.
     */
    readonly endpointUrl?: string;
  };
  /**
   * A bus of EventBridge. Needs `events:PutEvents`.
   */
  readonly eventBridge?: {
    /**
     * Name or ARN of the bus. Default: the account's own.
     */
    readonly bus?: string;
    /**
     * Default: the bus's where its ARN is given, else the environment's.
     */
    readonly region?: string;
    /**
     * Profile of the AWS configuration.
     */
    readonly profile?: string;
    /**
     * Another AWS: an emulator.
     */
    readonly endpointUrl?: string;
  };
}
/**
 * The value of an environment variable.
 */
export interface EnvironmentReference {
  /**
   * Name of the variable.
   */
  readonly env: string;
}
/**
 * Headers by name, sent with every message.
 */
export interface Headers {
  readonly [k: string]: Secret;
}
