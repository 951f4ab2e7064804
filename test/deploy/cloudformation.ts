/** Templates of CloudFormation, read as it reads them, and their functions put in where a test says what they give. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { type CollectionTag, parse, type ScalarTag } from "yaml";
import { DEPLOY } from "./files.ts";

type Json = unknown;

export interface Template {
  readonly Parameters: Readonly<Record<string, { readonly Default?: string }>>;
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Readonly<Record<string, Json>> }>>;
}

/** In `deploy/aws`. Aliases of YAML are refused: CloudFormation does not know them. */
export function templateIn(name: string): Template {
  const text = readFileSync(path.join(DEPLOY, "aws", name), "utf8");
  // cfn-lint holds it to what a template is.
  return parse(text, { customTags: TAGS, maxAliasCount: 0 }) as Template;
}

const long = (name: string) => (name === "Ref" || name === "Condition" ? name : `Fn::${name}`);
const FUNCTIONS = ["Ref", "Sub", "GetAtt", "If", "Join", "Equals", "Not", "Condition"];
const TAGS = FUNCTIONS.flatMap((name): (ScalarTag | CollectionTag)[] => [
  { tag: `!${name}`, resolve: (text: string) => ({ [long(name)]: text }) },
  {
    tag: `!${name}`,
    collection: "seq",
    resolve: (items) => ({ [long(name)]: (items as { toJSON(): Json }).toJSON() }),
  },
]);

/** What functions give: `Ref` and `GetAtt` by their text, conditions by their name. */
export interface Given {
  readonly refs: Readonly<Record<string, string>>;
  readonly conditions?: Readonly<Record<string, boolean>>;
}

/** With the functions put in. What gives `AWS::NoValue` is left out. Throws for what was not given. */
export function resolved(value: Json, given: Given): Json {
  if (Array.isArray(value)) return value.map((item) => resolved(item, given)).filter((item) => item !== undefined);
  if (typeof value !== "object" || value === null) return value;
  const [[name, argument] = ["", undefined], ...others] = Object.entries(value);
  if (others.length === 0 && name === "Ref") return refOf(String(argument), given);
  if (others.length === 0 && name === "Fn::GetAtt") return refOf(String(argument), given);
  if (others.length === 0 && name === "Fn::Sub") {
    return String(argument).replaceAll(/\$\{([^}]+)\}/g, (_, inner: string) => String(refOf(inner, given)));
  }
  if (others.length === 0 && name === "Fn::If") {
    const [condition, yes, no] = argument as readonly [string, Json, Json]; // cfn-lint holds it to three.
    const holds = given.conditions?.[condition];
    if (holds === undefined) throw new Error(`whether ${condition} holds was not given`);
    return resolved(holds ? yes : no, given);
  }
  const members = Object.entries(value).map(([key, member]) => [key, resolved(member, given)] as const);
  return Object.fromEntries(members.filter(([, member]) => member !== undefined));
}

function refOf(name: string, { refs }: Given): string | undefined {
  if (name === "AWS::NoValue") return undefined;
  const given = refs[name];
  if (given === undefined) throw new Error(`what ${name} gives was not given`);
  return given;
}
