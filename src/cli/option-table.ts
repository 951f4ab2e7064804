/**
 * Every option of every command in one table: its environment variable, its group in the help, and the commands that
 * take it. Options are known anywhere on the line; one that a command does not take is refused, never ignored.
 */
import { InvalidArgumentError, Option } from "commander";
import { ASKABLE_KINDS, type AskableKind } from "../history/select.ts";
import {
  account,
  collect,
  DAY_MS,
  duration,
  integer,
  listenAddress,
  moment,
  names,
  reportFile,
  statePlace,
  tag,
  url,
} from "./option-values.ts";
import { COMMANDS, type CommandName, GRAPH_FORMATS, LOG_LEVELS } from "./options.ts";

interface OptionRow {
  readonly option: () => Option;
  readonly group: string;
  readonly of: readonly CommandName[];
}

const PASSES = ["reconcile", "destroy"] as const;
const WORKERS = ["reconcile", "watch", "worker", "destroy"] as const;
const LOADERS = ["reconcile", "watch", "worker", "enqueue", "validate", "accept", "destroy", "graph", "iam-policy"] as const;
/** Those that look at AWS. */
const VISITORS = [...WORKERS, "enqueue", "import", "accept", "rollback", "iam-policy"] as const;
/** And those that do only when the state is kept there. */
const CALLERS = [...VISITORS, "status", "history"] as const;
const RESULTS = ["reconcile", "status", "history", "validate", "rollback", "destroy", "graph", "sandbox"] as const;
const ALL = COMMANDS;

const CHOICE = "What is imported:";
const TOLD = "What is told:";
const WHAT = "What is done:";
const WHERE = "Which AWS:";
const WHEN = "When:";
const OUTPUT = "Output:";
const SERVE = "What is served:";

export const OPTIONS: readonly OptionRow[] = [
  row(WHAT, [...WORKERS, "accept", "rollback"], () =>
    new Option("--dry-run", "observe and plan only; exit 2 when there are changes; of accept: change no file").default(false),
  ),
  row(CHOICE, ["import"], () => names("--api <name>", "this REST API, by name or id; repeatable, * allowed")),
  row(CHOICE, ["import"], () => names("--function <name>", "this function; repeatable, * allowed")),
  row(CHOICE, ["import"], () => names("--bucket <name>", "this bucket; repeatable, * allowed")),
  row(CHOICE, ["import"], () => names("--tag <key=value>", "only what has this tag; repeatable, then all of them", tag)),
  row(WHAT, ["import"], () => new Option("--output <file>", "a new file to write; else stdout")),
  row(WHAT, ["import"], () => new Option("--merge <file>", "a file to add to; what is in it stays as it is")),
  row(WHAT, ["import"], () => new Option("--code <dir>", "download the code of functions to here, and declare it")),
  row(
    WHAT,
    ["import"],
    () =>
      new Option(
        "--secrets <file>",
        "a new file for the values of secrets, which are declared by name; else what holds one is not",
      ),
  ),
  row(WHAT, ["import"], () => new Option("--owner <name>", "owner to declare; else the mark that most of it carries")),
  row(WHAT, ["accept", "import", "rollback"], () =>
    new Option(
      "--in <path>",
      "the desired state, of import and rollback to look targets up: a YAML file, or a directory",
    ).default("desired-state"),
  ),
  row(WHERE, [...PASSES, "validate", "import", "accept", "rollback", "status", "history", "graph", "iam-policy", "enqueue"], () =>
    names(
      "--target <name>",
      "only this target of the desired state; of passes, validate, status and enqueue repeatable, * allowed",
    ),
  ),
  row(WHAT, [...WORKERS, "graph"], () =>
    new Option("--only <address>", "only this resource and what it needs; repeatable, * allowed")
      .argParser(collect)
      .default([], "all"),
  ),
  row(WHAT, ["reconcile", "watch", "worker", "iam-policy"], () =>
    new Option("--prune", "delete what carries our mark and is no longer declared").default(false),
  ),
  row(WHAT, ["iam-policy"], () => new Option("--read-only", "only what a dry run needs").default(false)),
  row(WHAT, ["iam-policy"], () => new Option("--no-delete", "without what only destroy needs")),
  row(WHAT, ["iam-policy"], () =>
    new Option("--live", "ask AWS for the ids of APIs that exist, so that only they are allowed").default(false),
  ),
  row(WHAT, PASSES, () => new Option("--expect <digest>", "apply only if the plan's digest is this")),
  row(WHAT, PASSES, () => new Option("--force", "go past the guards that name it").default(false)),
  row(WHAT, [...PASSES, "rollback"], () => new Option("--yes", "do not ask before applying").default(false)),
  row(WHAT, ["rollback"], () => new Option("--to <id>", "the deployment or version to go to; by default what was before")),
  row(WHAT, ["reconcile"], () =>
    new Option(
      "--retry <address>",
      "try the shift of this alias or stage again, which was taken back or stopped; repeatable, * allowed",
    )
      .argParser(collect)
      .default([], "none"),
  ),
  row(WHAT, ["reconcile"], () => new Option("--no-wait", "do not wait for shifts: the daemon, or the next run, goes on")),
  row(WHAT, LOADERS, () => new Option("--values <file>", "values for the placeholders in the desired state")),
  row(WHAT, [...WORKERS, "accept", "status", "history", "rollback"], () =>
    new Option("--state <place>", "ledger and history, a directory or s3://bucket/prefix; may be deleted at any time")
      .argParser(statePlace)
      .default(".stagekeeper"),
  ),
  row(
    WHAT,
    ["watch", "worker"],
    () =>
      new Option("--config <file>", "settings of the process: alerts, intervals; by default stagekeeper.yaml beside the path"),
  ),
  row(WHAT, [...WORKERS, "accept"], () =>
    new Option("--concurrency <n>", "reads, and steps of one kind, at a time")
      .argParser(integer("--concurrency", 1, 64))
      .default(32),
  ),
  row(WHERE, PASSES, () => new Option("--sandbox", "a fresh embedded AWS in this process instead of a real one").default(false)),
  row(WHERE, CALLERS, () => new Option("--endpoint-url <url>", "another AWS: an emulator, `reconcile sandbox`").argParser(url)),
  row(WHERE, [...CALLERS, "sandbox"], () => new Option("--region <region>", "as AWS_REGION")),
  row(WHERE, ["iam-policy"], () =>
    new Option("--account <id>", "the account that the policy is for; by default the target's, or any").argParser(account),
  ),
  row(WHERE, CALLERS, () => new Option("--profile <profile>", "as AWS_PROFILE")),
  row(WHERE, VISITORS, () =>
    new Option("--quota-reserve <percent>", "of AWS's request quotas that is left to others")
      .argParser(integer("--quota-reserve", 0, 90))
      .default(20),
  ),
  row(TOLD, ["history"], () =>
    new Option("--since <time>", "nothing before: 90m, 2h, 7d ago, or a date, in UTC unless it says otherwise").argParser(moment),
  ),
  row(TOLD, ["history"], () => new Option("--until <time>", "nothing after: as --since").argParser(moment)),
  row(TOLD, ["history"], () =>
    new Option("--address <address>", "only what is about this resource; repeatable, * allowed")
      .argParser(collect)
      .default([], "all"),
  ),
  row(TOLD, ["history"], () => names("--kind <kind>", `only this: ${ASKABLE_KINDS.join(", ")}; repeatable`, historyKind)),
  row(TOLD, ["history"], () =>
    new Option("--limit <n>", "at most so many entries, the latest").argParser(integer("--limit", 1, 1_000_000)).default(200),
  ),
  row(OUTPUT, RESULTS, () =>
    new Option("--format <format>", "of the result on stdout; mermaid is of graph alone").choices(GRAPH_FORMATS).default("text"),
  ),
  row(OUTPUT, PASSES, () =>
    names("--report <file>", "write the result to this file too, as its ending says: .md, .json or .txt; repeatable", reportFile),
  ),
  row(OUTPUT, ["validate"], () => new Option("--print", "print the desired state with every default").default(false)),
  row(OUTPUT, ALL, () =>
    new Option(
      "--log-level <level>",
      "of the logs on stderr; by default info of the daemon, else warn, on a terminal silent",
    ).choices(LOG_LEVELS),
  ),
  row(OUTPUT, ALL, () => new Option("--no-color", "as NO_COLOR")),
  row(WHEN, ["watch", "status"], () =>
    new Option(
      "--interval <duration>",
      "between passes that nothing asked for; as the settings say, or 5m; of status --serve: between looks, by default 30s",
    ).argParser(duration(1_000, DAY_MS)),
  ),
  row(WHEN, ["watch", "worker"], () =>
    new Option(
      "--deep-interval <duration>",
      "within which drift is found in what moves no traffic, which not every pass reads; as the settings say, or 30m",
    ).argParser(duration(1_000, DAY_MS)),
  ),
  row(WHEN, ["watch"], () =>
    new Option(
      "--poll <duration>",
      "between looks at the files for changes that the system does not tell of, as on NFS; as the settings say, or 15s",
    ).argParser(duration(100, DAY_MS)),
  ),
  row(WHEN, ["worker", "enqueue", "status"], () =>
    new Option("--queue <url>", "of work, an SQS FIFO queue; of status --serve: whose length and age are told").argParser(url),
  ),
  row(WHEN, ["watch", "worker"], () =>
    new Option("--events <url>", "an SQS queue of EventBridge's events of writes").argParser(url),
  ),
  row(WHEN, ["worker"], () =>
    new Option("--at-once <n>", "targets worked on at a time").argParser(integer("--at-once", 1, 64)).default(8),
  ),
  row(WHEN, ["worker"], () =>
    new Option("--hold <duration>", "how long a worker that died keeps its targets from the others")
      .argParser(duration(10_000, 3_600_000))
      .default(120_000, "2m"),
  ),
  row(SERVE, ["status"], () =>
    new Option("--serve", "the page and the metrics of all targets that --state remembers, until interrupted").default(false),
  ),
  row(SERVE, ["watch", "status"], () =>
    new Option("--listen <address>", "of health, metrics and status, or off; by default 127.0.0.1:9464").argParser(listenAddress),
  ),
  row(OUTPUT, ["status"], () =>
    new Option("--watch", "live, until interrupted; elsewhere than on a terminal a line for each news").default(false),
  ),
  row(OUTPUT, ["status"], () =>
    new Option("--health", "only whether its loop turns, as a container's health check asks").default(false),
  ),
  row(SERVE, ["sandbox"], () =>
    new Option("--port <port>", "0: any free one").argParser(integer("--port", 0, 65_535)).default(4566),
  ),
  row(SERVE, ["sandbox"], () => new Option("--host <address>", "address to listen on").default("127.0.0.1")),
  row(SERVE, ["sandbox"], () =>
    new Option("--quotas <quotas>", "whether AWS's request quotas hold").choices(["aws", "off"]).default("aws"),
  ),
  row(SERVE, ["sandbox"], () =>
    new Option("--seed <n>", "ids it makes up follow from this").argParser(integer("--seed", 0, 0xffff_ffff)).default(1),
  ),
  row(SERVE, ["sandbox"], () =>
    new Option("--latency <ms>", "of each answer").argParser(integer("--latency", 0, 60_000)).default(0),
  ),
];

function historyKind(text: string): AskableKind {
  const kind = ASKABLE_KINDS.find((one) => one === text);
  if (kind === undefined) throw new InvalidArgumentError(`"${text}" is none of ${ASKABLE_KINDS.join(", ")}`);
  return kind;
}

/** `STAGEKEEPER_DRY_RUN` for `--dry-run`, `STAGEKEEPER_NO_COLOR` for `--no-color`. */
export function environmentVariable(option: Option): string {
  return `STAGEKEEPER_${option.long?.slice(2).replaceAll("-", "_").toUpperCase()}`;
}

function row(group: string, of: readonly CommandName[], make: () => Option): OptionRow {
  return {
    group,
    of,
    option: () => {
      const option = make();
      return option.env(environmentVariable(option)).helpGroup(group);
    },
  };
}
