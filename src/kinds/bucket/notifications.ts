/** Who is told of what happens in a bucket: as AWS keeps it, what has to stand before, and what S3 would refuse. */
import { type Address, addressOf } from "../../model/address.ts";
import type { BucketSpec } from "../../model/specs/bucket.ts";
import type { NotificationRule } from "../../model/specs/bucket-documents.ts";
import type { AuthoredPath, AuthoredState, BucketEntry, ExpandContext, Problem } from "../authoring.ts";
import { declared, errorAt } from "../authoring.ts";
import { suggestName } from "../suggest.ts";

type Rule = NonNullable<Exclude<BucketEntry["notifications"], "none" | undefined>["rules"]>[string];

/** Nobody told is the same as none. */
export function notificationsOf(notifications: BucketEntry["notifications"]): BucketSpec["notifications"] {
  if (notifications === undefined) return undefined;
  if (notifications === "none") return null;
  const { eventBridge = false, rules = {} } = notifications;
  if (!eventBridge && Object.keys(rules).length === 0) return null;
  return { eventBridge, rules: Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, ruleOf(rule)])) };
}

function ruleOf({ events, prefix, suffix, ...who }: Rule): NotificationRule {
  const told = who.lambda === undefined ? who : { lambda: who.lambda, ...(!isArn(who.lambda) && { permitted: true }) };
  return declared({ ...told, events: events.toSorted(), prefix: prefix || undefined, suffix: suffix || undefined });
}

/** Functions and aliases that are declared here have to be there before S3 is told of them. */
export function toldFunctions(entry: BucketEntry, { state }: ExpandContext): readonly Address[] {
  return functionsToldBy(entry).flatMap(({ name, alias }) => {
    const known = state.functions.get(name);
    if (known === undefined) return [];
    return [alias !== undefined && known.aliases.has(alias) ? addressOf("alias", name, alias) : addressOf("function", name)];
  });
}

/** Names of functions, with an alias where one is named; none that is given by an ARN. */
export function functionsToldBy({ notifications }: BucketEntry): readonly NamedFunction[] {
  if (notifications === undefined || notifications === "none") return [];
  return Object.values(notifications.rules ?? {}).flatMap((rule) => namedFunction(rule) ?? []);
}

export interface NamedFunction {
  readonly name: string;
  readonly alias: string | undefined;
}

/** Undefined: it tells no function, or one by its ARN, which may be another account's. */
export function namedFunction({ lambda }: { readonly lambda?: string }): NamedFunction | undefined {
  if (lambda === undefined || isArn(lambda)) return undefined;
  const [name = "", alias] = lambda.split(":");
  return { name, alias };
}

export function* checkNotifications(entry: BucketEntry, path: AuthoredPath, state: AuthoredState): Iterable<Problem> {
  const { notifications } = entry;
  if (notifications === undefined || notifications === "none") return;
  for (const [name, rule] of Object.entries(notifications.rules ?? {})) {
    const at = [...path, "rules", name];
    const told = [rule.lambda, rule.queue, rule.topic].filter((one) => one !== undefined);
    if (told.length !== 1) yield errorAt(at, "conflicting-properties", "a rule tells one: `lambda`, `queue` or `topic`");
    if (rule.lambda !== undefined && !isArn(rule.lambda)) yield* checkFunction(rule.lambda, [...at, "lambda"], state);
  }
}

function* checkFunction(written: string, path: AuthoredPath, state: AuthoredState): Iterable<Problem> {
  const [name = "", alias, ...more] = written.split(":");
  if (name === "" || more.length > 0) {
    yield errorAt(path, "illegal-reference", `"${written}" is no function`, "write NAME, NAME:ALIAS or an ARN");
    return;
  }
  const known = state.functions.get(name);
  if (alias === undefined || known === undefined || known.external || known.aliases.has(alias)) return;
  const meant = suggestName(alias, known.aliases.keys()) ?? "declare it";
  yield errorAt(path, "unknown-alias", `function "${name}" has no alias "${alias}"`, meant);
}

export function isArn(text: string): boolean {
  return text.startsWith("arn:");
}
