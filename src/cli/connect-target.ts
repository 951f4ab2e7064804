/** A connection for commands that work in one place: that of the target which `--target` names, or of the process. */
import { type AwsConnection, connectAws } from "../aws/connection.ts";
import { openHub } from "../aws/hub.ts";
import { createFleetSource } from "../desired/load.ts";
import { packageCode } from "../desired/package-code.ts";
import { StagekeeperError } from "../model/errors.ts";
import { awsConfig } from "./aws-config.ts";
import { narrowTargets } from "./narrow-targets.ts";
import type { PlaceOptions } from "./options.ts";

export interface WithTarget {
  readonly target?: readonly string[];
  /** The desired state that declares it. */
  readonly in?: string;
  readonly values?: string;
}

export interface TargetConnection {
  readonly connection: AwsConnection;
  /** Where the history of the target is; undefined: where that of all else is. */
  readonly historyBelow: string | undefined;
}

/** Where the history of a target is kept, so that passes side by side do not write into one. */
export function historyOf(target: string): string {
  return `target-${target}`;
}

/** Asks AWS nothing yet. The resources of the target may be invalid: it is only asked where it is. */
export async function connectTarget(options: PlaceOptions & WithTarget): Promise<TargetConnection> {
  const { target: patterns = [], in: path = "desired-state", values } = options;
  const config = { ...awsConfig(options), packageCode };
  if (patterns.length === 0) return { connection: connectAws(config), historyBelow: undefined };
  const source = createFleetSource({ path, cwd: process.cwd(), ...(values !== undefined && { valuesFile: values }) });
  const fleet = await source.load(new AbortController().signal);
  if (!fleet.valid) {
    const [first] = fleet.issues;
    throw new StagekeeperError(
      "invalid",
      `the targets in ${path} cannot be told: ${first?.file}:${first?.line}: ${first?.message}`,
    );
  }
  const [one, other] = narrowTargets(fleet.targets, patterns) ?? [];
  if (one === undefined || other !== undefined) {
    throw new StagekeeperError("invalid", "this command works in one target: name just one with --target");
  }
  const hub = openHub(config);
  return { connection: { ...hub.connect(one.target), close: () => hub.close() }, historyBelow: historyOf(one.target.name) };
}
