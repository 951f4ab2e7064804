/**
 * A Dockerfile as steps that can be followed without an engine. What is not understood is an error with its line: a step
 * that were left out would make another image than the one that ships.
 */
import { DockerfileParser, type Instruction, ModifiableInstruction, PropertyInstruction } from "dockerfile-ast";

export type Step =
  /** Set for commands of the build, and not in the image. */
  | { readonly kind: "arg"; readonly values: Values }
  | { readonly kind: "env"; readonly values: Values }
  | { readonly kind: "label"; readonly values: Values }
  | { readonly kind: "workdir"; readonly path: string }
  | { readonly kind: "copy"; readonly from: string | null; readonly sources: readonly string[]; readonly target: string }
  | { readonly kind: "run"; readonly command: Command }
  | { readonly kind: "user"; readonly user: string }
  | { readonly kind: "volume"; readonly paths: readonly string[] }
  | { readonly kind: "expose"; readonly ports: readonly string[] }
  | { readonly kind: "entrypoint"; readonly command: Command }
  | { readonly kind: "cmd"; readonly command: Command }
  | { readonly kind: "healthcheck"; readonly command: Command; readonly options: Values };

export type Command = readonly string[];
export type Values = Readonly<Record<string, string>>;

export interface Stage {
  /** An image, or the name of an earlier stage. */
  readonly base: string;
  readonly name: string | null;
  readonly steps: readonly Step[];
}

/** The stages in order, with every variable in its place. Throws `Dockerfile:LINE: …` for what is not understood. */
export function readDockerfile(text: string, buildArgs: Values = {}): readonly Stage[] {
  const file = DockerfileParser.parse(text);
  if (file.getDirectives().length > 0) throw new Error("Dockerfile:1: parser directives are not followed");
  const stages: { base: string; name: string | null; steps: Step[] }[] = [];
  const outside = new Map<string, string>();
  let scope = outside;
  for (const instruction of file.getInstructions()) {
    const stage = stages.at(-1);
    if (instruction.getKeyword() === "FROM") {
      stages.push({ ...fromOf(instruction, outside), steps: [] });
      scope = new Map();
      continue;
    }
    const step = stepOf(instruction, { scope, outside, buildArgs });
    if (step.kind === "arg" || step.kind === "env")
      for (const [name, value] of Object.entries(step.values)) scope.set(name, value);
    if (stage === undefined && step.kind !== "arg") throw fault(instruction, "stands before the first FROM");
    stage?.steps.push(step);
  }
  if (stages.length === 0) throw new Error("Dockerfile:1: there is no FROM");
  return stages;
}

interface Scope {
  /** Variables of the stage as they stand at the line. */
  readonly scope: ReadonlyMap<string, string>;
  /** Arguments from before the first FROM: seen in a stage that names them again. */
  readonly outside: ReadonlyMap<string, string>;
  readonly buildArgs: Values;
}

function stepOf(instruction: Instruction, variables: Scope): Step {
  const expanded = (value: string) => expand(value, variables.scope, instruction);
  const words = () => instruction.getArguments().map((argument) => expanded(argument.getValue()));
  const keyword = instruction.getKeyword();
  switch (keyword) {
    case "ARG":
      return { kind: "arg", values: argOf(instruction, variables) };
    case "ENV":
    case "LABEL":
      return { kind: keyword === "ENV" ? "env" : "label", values: propertiesOf(instruction, expanded) };
    case "WORKDIR":
      return { kind: "workdir", path: only(instruction, words()) };
    case "USER":
      return { kind: "user", user: only(instruction, words()) };
    case "COPY":
      return copyOf(instruction, words());
    case "RUN":
      return { kind: "run", command: execForm(instruction) ?? ["/bin/sh", "-c", shellForm(instruction)] };
    case "VOLUME":
      return { kind: "volume", paths: execForm(instruction) ?? words() };
    case "EXPOSE":
      return { kind: "expose", ports: words() };
    case "ENTRYPOINT":
    case "CMD":
      return { kind: keyword === "CMD" ? "cmd" : "entrypoint", command: needsExecForm(instruction, execForm(instruction)) };
    case "HEALTHCHECK":
      return healthcheckOf(instruction);
    default:
      throw fault(instruction, "is not followed here");
  }
}

function fromOf(instruction: Instruction, outside: ReadonlyMap<string, string>): Pick<Stage, "base" | "name"> {
  const [base, as, name, ...rest] = instruction
    .getArguments()
    .map((argument) => expand(argument.getValue(), outside, instruction));
  if (base === undefined || rest.length > 0 || (as !== undefined && (as.toUpperCase() !== "AS" || name === undefined))) {
    throw fault(instruction, "is not an image, or an image AS a name");
  }
  return { base, name: name ?? null };
}

/** What is asked for, else the default, else what it is outside; without any of them it is empty, as for the engine. */
function argOf(instruction: Instruction, { scope, outside, buildArgs }: Scope): Values {
  const argument = instruction.getArgumentsContent() ?? "";
  const [, name, , fallback] = /^([A-Za-z_]\w*)(=(.*))?$/.exec(argument) ?? [];
  if (name === undefined) throw fault(instruction, "takes NAME or NAME=default");
  const value = buildArgs[name] ?? (fallback === undefined ? outside.get(name) : expand(fallback, scope, instruction));
  return { [name]: value ?? "" };
}

function propertiesOf(instruction: Instruction, expanded: (value: string) => string): Values {
  const properties = instruction instanceof PropertyInstruction ? instruction.getProperties() : [];
  return Object.fromEntries(properties.map((property) => [property.getName(), expanded(property.getValue() ?? "")]));
}

function copyOf(instruction: Instruction, words: readonly string[]): Step {
  const { from = null, ...others } = flagsOf(instruction);
  const [other] = Object.keys(others);
  if (other !== undefined) throw fault(instruction, `--${other} is not followed here`);
  const target = words.at(-1);
  if (target === undefined || words.length < 2) throw fault(instruction, "takes sources and a target");
  return { kind: "copy", from, sources: words.slice(0, -1), target };
}

function healthcheckOf(instruction: Instruction): Step {
  const [, json = ""] = /^(?:--\S+\s+)*CMD\s+(.*)$/.exec(continued(instruction.getArgumentsContent() ?? "")) ?? [];
  return { kind: "healthcheck", command: needsExecForm(instruction, textsIn(json)), options: flagsOf(instruction) };
}

function flagsOf(instruction: Instruction): Values {
  const flags = instruction instanceof ModifiableInstruction ? instruction.getFlags() : [];
  return Object.fromEntries(flags.map((flag) => [flag.getName(), flag.getValue() ?? ""]));
}

/** `null`: it is in shell form, as is for an engine whatever is not a list of texts. */
function execForm(instruction: Instruction): Command | null {
  // Read as the JSON that it is: the parser's own reading of it loses spaces.
  return textsIn(continued(instruction.getArgumentsContent() ?? ""));
}

function textsIn(json: string): Command | null {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : null;
  } catch {
    return null;
  }
}

/** A shell that stands before the program takes its signals, and is one more program that the image must have. */
function needsExecForm(instruction: Instruction, command: Command | null): Command {
  if (command === null) throw fault(instruction, 'is not in exec form, ["program", "argument"], so signals would end at a shell');
  return command;
}

function shellForm(instruction: Instruction): string {
  const text = instruction.getArgumentsContent() ?? "";
  if (text.includes("<<")) throw fault(instruction, "with a here-document is not followed here");
  return continued(text);
}

function continued(text: string): string {
  return text.replaceAll("\\\n", "");
}

/** `$NAME` and `${NAME}`; what is not defined is an error, though an engine takes it for nothing. */
function expand(value: string, scope: ReadonlyMap<string, string>, instruction: Instruction): string {
  return value.replaceAll(/\$(?:\{([^}]*)\}|(\w+))/g, (_, braced?: string, plain?: string) => {
    const name = braced ?? plain ?? "";
    const found = scope.get(name);
    if (found === undefined) throw fault(instruction, `\${${name}} is not defined there`);
    return found;
  });
}

function only(instruction: Instruction, words: readonly string[]): string {
  const [word, ...rest] = words;
  if (word === undefined || rest.length > 0) throw fault(instruction, "takes one argument");
  return word;
}

function fault(instruction: Instruction, message: string): Error {
  return new Error(`Dockerfile:${instruction.getRange().start.line + 1}: ${instruction.getKeyword()} ${message}`);
}
