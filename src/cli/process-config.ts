/**
 * The settings of the process: `stagekeeper.yaml` beside the desired state or where `--config` says, and the two sinks
 * that the environment alone can ask for.
 */
import { access } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { loadConfig } from "../desired/load-config.ts";
import { StagekeeperError } from "../model/errors.ts";
import type { ProcessConfig, SinkConfig } from "../model/process-config.ts";

const FILE_NAME = "stagekeeper.yaml";
const NO_CONFIG: ProcessConfig = { severity: {}, flapping: {}, sinks: [] };

export interface ProcessConfigRequest {
  /** Of the desired state. */
  readonly path: string;
  /** What `--config` says. */
  readonly config?: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Throws `invalid`, with every issue of the file, or when a file that was asked for is not there. */
export async function readProcessConfig(request: ProcessConfigRequest): Promise<ProcessConfig> {
  const { path, cwd, env } = request;
  const beside = join(dirname(resolve(cwd, path)), FILE_NAME);
  const file = request.config === undefined ? await ifThere(beside) : resolve(cwd, request.config);
  const config = file === null ? NO_CONFIG : await load(file, request);
  return { ...config, sinks: [...config.sinks, ...sinksOfEnvironment(env, config.sinks)] };
}

async function load(path: string, { cwd, env }: ProcessConfigRequest): Promise<ProcessConfig> {
  const result = await loadConfig({ path, cwd, env });
  if (result.valid) return result.config;
  const lines = result.issues.map(({ file, line, column, message, suggestion }) => {
    return `${file}:${line}:${column}: ${message}${suggestion ? `; ${suggestion}` : ""}`;
  });
  throw new StagekeeperError("invalid", `the settings are not valid: ${lines.join(" | ")}`);
}

async function ifThere(path: string): Promise<string | null> {
  try {
    await access(path);
    return path;
  } catch {
    return null;
  }
}

const SHORTCUTS = [
  { variable: "STAGEKEEPER_ALERT_WEBHOOK", kind: "webhook" },
  { variable: "STAGEKEEPER_ALERT_SLACK", kind: "slack" },
] as const;

/** Beside sinks of the file; a name that one of those has already is made another. */
function sinksOfEnvironment(env: ProcessConfigRequest["env"], others: readonly SinkConfig[]): readonly SinkConfig[] {
  return SHORTCUTS.flatMap(({ variable, kind }) => {
    const url = env[variable];
    if (url === undefined || url === "") return [];
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      throw new StagekeeperError("invalid", `${variable} takes an http or https URL`);
    }
    const name = others.some((sink) => sink.name === kind) ? `${kind}-env` : kind;
    return [{ name, severity: "info", kind, url }];
  });
}
