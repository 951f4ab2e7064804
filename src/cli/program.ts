/** The command line: names, options, help. Commands are imported only when they run, so that `--help` costs little. */
import { Command, type Help } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import type { ExitCode } from "./exit-code.ts";
import { environmentVariable, OPTIONS } from "./option-table.ts";
import type {
  AcceptOptions,
  CommandName,
  EnqueueOptions,
  GraphOptions,
  HistoryOptions,
  IamPolicyOptions,
  ImportOptions,
  OutputOptions,
  PassOptions,
  RollbackOptions,
  SandboxOptions,
  StatusOptions,
  ValidateOptions,
  WatchOptions,
  WorkerOptions,
} from "./options.ts";
import { FORMATS } from "./options.ts";
import { printableLines } from "./render/printable.ts";
import type { Terminal } from "./terminal.ts";

const PATH = ["[path]", "a YAML file, or a directory of them", "desired-state"] as const;

/** `done` is told the exit code of the command that ran. Usage errors, help and version are thrown as `CommanderError`. */
export function createProgram(done: (code: ExitCode) => void): Command {
  const program = new Command("reconcile")
    .description(
      "Keeps API Gateway REST APIs, and what stands behind them, as a git repository says they should be.\nWithout a command: one pass. Load, observe, plan, guard, apply, report.",
    )
    .version(packageJson.version, "-V, --version")
    .showSuggestionAfterError()
    .showHelpAfterError("`reconcile --help` shows what there is")
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(printableLines(text).join("\n")) })
    .helpCommand("help [command]", "explain a command")
    .configureHelp({ visibleOptions: optionsOf("reconcile"), optionDescription: descriptionWithVariable })
    .addHelpText("after", EXIT_CODES_AND_EXAMPLES);
  for (const { option } of OPTIONS) program.addOption(option());

  program.argument(...PATH).action(async (path: string, _options, command: Command) => {
    const options = optionsFor<PassOptions>("reconcile", command);
    const { runPass } = await import("./commands/pass.ts");
    done(await runPass({ path, kind: "apply", options }, await terminalFor(options)));
  });

  program
    .command("watch")
    .description("the daemon: a pass at every change, and at an interval, until interrupted")
    .argument(...PATH)
    .configureHelp({ visibleOptions: optionsOf("watch", program), optionDescription: descriptionWithVariable })
    .action(async (path: string, _options, command: Command) => {
      const options = optionsFor<WatchOptions>("watch", command);
      const { runWatch } = await import("./commands/watch.ts");
      done(await runWatch(path, options, await terminalFor(options)));
    });

  program
    .command("worker")
    .description("passes of many targets, as a queue asks for them, until interrupted")
    .argument(...PATH)
    .configureHelp({ visibleOptions: optionsOf("worker", program), optionDescription: descriptionWithVariable })
    .action(async (path: string, _options, command: Command) => {
      const options = withQueue(optionsFor<WorkerOptions>("worker", command), command);
      const { runWorkerCommand } = await import("./commands/worker.ts");
      done(await runWorkerCommand(path, options, await terminalFor(options)));
    });

  program
    .command("enqueue")
    .description("ask the workers for a pass of every target, as a hook of git does")
    .argument(...PATH)
    .configureHelp({ visibleOptions: optionsOf("enqueue", program), optionDescription: descriptionWithVariable })
    .action(async (path: string, _options, command: Command) => {
      const options = withQueue(optionsFor<EnqueueOptions>("enqueue", command), command);
      const { runEnqueue } = await import("./commands/enqueue.ts");
      done(await runEnqueue(path, options, await terminalFor(options)));
    });

  program
    .command("status")
    .description("ask the daemon that runs how it is, or serve the page of a fleet")
    .configureHelp({ visibleOptions: optionsOf("status", program), optionDescription: descriptionWithVariable })
    .action(async (_options, command: Command) => {
      const options = withoutServing(optionsFor<StatusOptions>("status", command), command);
      const { runStatus } = await import("./commands/status.ts");
      done(await runStatus(options, await terminalFor(options)));
    });

  program
    .command("history")
    .description("what was done and found, and who made what drifted")
    .configureHelp({ visibleOptions: optionsOf("history", program), optionDescription: descriptionWithVariable })
    .action(async (_options, command: Command) => {
      const options = optionsFor<HistoryOptions>("history", command);
      const { runHistory } = await import("./commands/history.ts");
      done(await runHistory(options, await terminalFor(options)));
    });

  program
    .command("validate")
    .description("load only: no AWS call, no credentials needed")
    .argument(...PATH)
    .configureHelp({ visibleOptions: optionsOf("validate", program), optionDescription: descriptionWithVariable })
    .action(async (path: string, _options, command: Command) => {
      const options = optionsFor<ValidateOptions>("validate", command);
      const { runValidate } = await import("./commands/validate.ts");
      done(await runValidate(path, options, await terminalFor(options)));
    });

  program
    .command("import")
    .description("live AWS as desired state that asks for nothing; without a filter, choose on a terminal")
    .configureHelp({ visibleOptions: optionsOf("import", program), optionDescription: descriptionWithVariable })
    .action(async (_options, command: Command) => {
      const options = optionsFor<ImportOptions>("import", command);
      const { runImport } = await import("./commands/import.ts");
      done(await runImport(options, await terminalFor(options)));
    });

  program
    .command("accept")
    .description("write what drifted into the desired state as it lives, and print the patch")
    .argument("<address...>", "resources whose drift is accepted; * allowed")
    .configureHelp({ visibleOptions: optionsOf("accept", program), optionDescription: descriptionWithVariable })
    .action(async (addresses: readonly string[], _options, command: Command) => {
      const options = optionsFor<AcceptOptions>("accept", command);
      const { runAccept } = await import("./commands/accept.ts");
      done(await runAccept(addresses, options, await terminalFor(options)));
    });

  program
    .command("rollback")
    .description("point a stage or an alias at what it served before, and hold it there")
    .argument("<target>", "API/STAGE or FUNCTION:ALIAS")
    .configureHelp({ visibleOptions: optionsOf("rollback", program), optionDescription: descriptionWithVariable })
    .action(async (target: string, _options, command: Command) => {
      const options = optionsFor<RollbackOptions>("rollback", command);
      const { runRollback } = await import("./commands/rollback.ts");
      const { composeRollback } = await import("./compose.ts");
      done(await runRollback(target, options, await terminalFor(options), composeRollback));
    });

  program
    .command("destroy")
    .description("delete what is declared and carries our mark, in the safe order")
    .argument(...PATH)
    .configureHelp({ visibleOptions: optionsOf("destroy", program), optionDescription: descriptionWithVariable })
    .action(async (path: string, _options, command: Command) => {
      const options = optionsFor<PassOptions>("destroy", command);
      const { runPass } = await import("./commands/pass.ts");
      done(await runPass({ path, kind: "destroy", options }, await terminalFor(options)));
    });

  program
    .command("iam-policy")
    .description("print the least that IAM must allow for this desired state")
    .argument(...PATH)
    .configureHelp({ visibleOptions: optionsOf("iam-policy", program), optionDescription: descriptionWithVariable })
    .action(async (path: string, _options, command: Command) => {
      const options = optionsFor<IamPolicyOptions>("iam-policy", command);
      const { runIamPolicy } = await import("./commands/iam-policy.ts");
      done(await runIamPolicy(path, options, await terminalFor(options)));
    });

  program
    .command("graph")
    .description("print the resources and what they need as Mermaid, or as JSON: no AWS call")
    .argument(...PATH)
    .configureHelp({ visibleOptions: optionsOf("graph", program), optionDescription: descriptionWithVariable })
    .action(async (path: string, _options, command: Command) => {
      const options = optionsFor<GraphOptions>("graph", command);
      const { runGraph } = await import("./commands/graph.ts");
      done(await runGraph(path, options, await terminalFor(options)));
    });

  program
    .command("sandbox")
    .description("serve the embedded AWS over HTTP until interrupted")
    .configureHelp({ visibleOptions: optionsOf("sandbox", program), optionDescription: descriptionWithVariable })
    .action(async (_options, command: Command) => {
      const options = optionsFor<SandboxOptions>("sandbox", command);
      const { runSandbox } = await import("./commands/sandbox.ts");
      done(await runSandbox(options, await terminalFor(options)));
    });

  return program;
}

/**
 * Takes switches that say no, and variables that are set to nothing, out of the environment. commander takes a switch's
 * variable for set whatever it says, and `STAGEKEEPER_PRUNE=false` must not prune. Returns what is neither yes nor no.
 */
export function tidyEnvironment(env: NodeJS.ProcessEnv): readonly string[] {
  const problems: string[] = [];
  for (const { option } of OPTIONS.map((row) => ({ option: row.option() }))) {
    const name = environmentVariable(option);
    const value = env[name]?.trim().toLowerCase();
    if (value === undefined) continue;
    const isSwitch = !option.required && !option.optional;
    if (value === "" || (isSwitch && /^(0|false|no|off)$/.test(value))) delete env[name];
    else if (isSwitch && !/^(1|true|yes|on)$/.test(value)) problems.push(`${name}: takes true or false, not "${value}"`);
  }
  return problems;
}

async function terminalFor({ color }: Pick<OutputOptions, "color">): Promise<Terminal> {
  const { openTerminal } = await import("./terminal.ts");
  return openTerminal(color, process);
}

/** The options of a command, once it is sure that nothing was asked of it on the line that it does not do. */
function optionsFor<T>(name: CommandName, command: Command): T {
  const program = command.parent ?? command;
  for (const row of OPTIONS) {
    const option = row.option();
    if (row.of.includes(name) || program.getOptionValueSource(option.attributeName()) !== "cli") continue;
    const takers = row.of.map((taker) => `\`${commandLine(taker)}\``).join(", ");
    program.error(`error: ${option.long} is not an option of \`${commandLine(name)}\`, but of ${takers}`, { exitCode: 1 });
  }
  const options = command.optsWithGlobals();
  if (options.format === "mermaid" && name !== "graph") {
    program.error(`error: --format mermaid is of \`reconcile graph\`; \`${commandLine(name)}\` takes ${FORMATS.join(", ")}`, {
      exitCode: 1,
    });
  }
  // The options table declares each member of T with this type: its parser or its choices made the value.
  return options as T;
}

/** Options live on the program, so commander cannot be told that only these commands need one. */
function withQueue<T extends { readonly queue: string }>(options: T, command: Command): T {
  if (options.queue === undefined) command.error("error: which queue? --queue takes the URL of one", { exitCode: 1 });
  return options;
}

/** What only who serves does is not ignored where nobody does. */
function withoutServing(options: StatusOptions, command: Command): StatusOptions {
  const asked = (["queue", "interval"] as const).find((name) => command.getOptionValueSourceWithGlobals(name) === "cli");
  if (asked !== undefined && !options.serve)
    command.error(`error: --${asked} is of \`reconcile status --serve\``, { exitCode: 1 });
  return options;
}

function commandLine(name: CommandName): string {
  return name === "reconcile" ? name : `reconcile ${name}`;
}

/** What the help of a command lists. Options live on the program, so that they may stand before or after the command. */
function optionsOf(name: CommandName, program?: Command): Help["visibleOptions"] {
  const taken = new Set(OPTIONS.filter(({ of }) => of.includes(name)).map(({ option }) => option().long));
  return (command) => [
    ...(program ?? command).options.filter((option) => taken.has(option.long) || (!program && option.long === "--version")),
    command.createOption("-h, --help", "show this"),
  ];
}

/** commander would print each environment variable at length; they all follow one rule, which the help states once. */
function descriptionWithVariable(this: Help, option: Parameters<Help["optionDescription"]>[0]): string {
  const choices = option.argChoices ? ` (${option.argChoices.join(", ")})` : "";
  const shown = option.defaultValueDescription ?? option.defaultValue;
  const fallback = shown === undefined || typeof shown === "boolean" ? "" : ` [${shown}]`;
  return `${option.description}${choices}${fallback}`;
}

const EXIT_CODES_AND_EXAMPLES = `
Every option has an environment variable: --dry-run is STAGEKEEPER_DRY_RUN.
AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL and the SDK's whole credential chain
are honoured.

Exit codes:
  0    in sync, or converged
  1    failed, invalid, or something is blocked
  2    --dry-run: there are changes
  3    refused by a guard or by --expect
  130, 143  ended by a signal

Examples:
  reconcile --sandbox                    try it on an AWS in this process
  reconcile --dry-run --format markdown  the plan, for a pull request
  reconcile --expect DIGEST              apply just the plan that was reviewed
`;
