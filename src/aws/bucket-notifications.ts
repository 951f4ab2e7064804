/**
 * Who is told of what happens in a bucket. Functions are told only where their policy lets S3 invoke for this bucket: S3 looks when
 * it is told of them and never again, so a permission that goes missing silences them. It is read, made and put back with the rule.
 */
import type { NotificationConfiguration, NotificationConfigurationFilter, S3 } from "@aws-sdk/client-s3";
import { bucketArn, functionArn } from "../kinds/arns.ts";
import { isArn, type NamedFunction, namedFunction } from "../kinds/bucket/notifications.ts";
import { likeMatches } from "../kinds/iam-wildcard.ts";
import { statementId } from "../kinds/mark.ts";
import type { ApplyContext, ObserveContext } from "../model/ports.ts";
import type { BucketNotifications, NotificationRule } from "../model/specs/bucket-documents.ts";
import type { BucketTarget } from "./bucket-aspect.ts";
import { grant, revoke } from "./own-statements.ts";
import { fetchStatements, readStatements } from "./policy-reads.ts";
import type { AwsSession } from "./session.ts";
import type { PolicyStatement } from "./statement.ts";

type Rules = BucketNotifications["rules"];

/** `null`: nobody is told. */
export function notificationsFromAws(configuration: NotificationConfiguration): BucketNotifications | null {
  const {
    LambdaFunctionConfigurations: functions = [],
    QueueConfigurations: queues = [],
    TopicConfigurations: topics = [],
    EventBridgeConfiguration: bridge,
  } = configuration;
  const rules: Rules = Object.fromEntries([
    ...functions.map((one) => ruleOf(one, { lambda: functionName(one.LambdaFunctionArn ?? "") })),
    ...queues.map((one) => ruleOf(one, { queue: one.QueueArn ?? "" })),
    ...topics.map((one) => ruleOf(one, { topic: one.TopicArn ?? "" })),
  ]);
  const eventBridge = bridge !== undefined;
  return !eventBridge && Object.keys(rules).length === 0 ? null : { eventBridge, rules };
}

export async function notificationsToAws(
  s3: S3,
  { ExpectedBucketOwner: account }: BucketTarget,
  { eventBridge, rules }: BucketNotifications,
  partition: string,
): Promise<NotificationConfiguration> {
  const region = await s3.config.region();
  const entries = Object.entries(rules);
  const arnOf = (lambda: string) => (isArn(lambda) ? lambda : functionArn({ partition, region, account }, lambda));
  const inCommon = (id: string, { events, prefix, suffix }: NotificationRule) => {
    // The schema holds events to S3's form; S3 itself refuses one that it does not know.
    const Events = [...events] as "s3:ObjectCreated:*"[];
    return { Id: id, Events, Filter: filterToAws(prefix, suffix) };
  };
  return {
    LambdaFunctionConfigurations: entries.flatMap(([id, rule]) =>
      rule.lambda === undefined ? [] : [{ ...inCommon(id, rule), LambdaFunctionArn: arnOf(rule.lambda) }],
    ),
    QueueConfigurations: entries.flatMap(([id, rule]) =>
      rule.queue === undefined ? [] : [{ ...inCommon(id, rule), QueueArn: rule.queue }],
    ),
    TopicConfigurations: entries.flatMap(([id, rule]) =>
      rule.topic === undefined ? [] : [{ ...inCommon(id, rule), TopicArn: rule.topic }],
    ),
    ...(eventBridge && { EventBridgeConfiguration: {} }),
  };
}

/** With what their policies say of the functions of this account. */
export async function withPermissions(
  session: AwsSession,
  target: BucketTarget,
  notifications: BucketNotifications | null,
  context: ObserveContext,
): Promise<BucketNotifications | null> {
  if (notifications === null) return null;
  const rules = Object.entries(notifications.rules).map(async ([id, rule]) => {
    const named = namedFunction(rule);
    if (named === undefined) return [id, rule] as const;
    const statements = await readStatements(session, named.name, named.alias, context.signal);
    const permitted = statements.some((statement) => lets(statement, target, context.identity.partition));
    return [id, { ...rule, permitted }] as const;
  });
  return { ...notifications, rules: Object.fromEntries(await Promise.all(rules)) };
}

/** Has every function that is to be told let S3 invoke it. */
export async function permit(
  session: AwsSession,
  target: BucketTarget,
  notifications: BucketNotifications | null | undefined,
  context: ApplyContext,
): Promise<void> {
  for (const { name, alias: qualifier } of functionsOf(notifications)) {
    const statements = await fetchStatements(session, name, qualifier, context.signal);
    if (statements.some((statement) => lets(statement, target, context.identity.partition))) continue;
    await grant(session, {
      FunctionName: name,
      Qualifier: qualifier,
      StatementId: idOf(target, qualifier, context),
      Action: "lambda:InvokeFunction",
      Principal: "s3.amazonaws.com",
      SourceArn: bucketArn(context.identity, target.Bucket),
      SourceAccount: target.ExpectedBucketOwner,
    });
  }
}

/** Takes back what was permitted for functions that are told no more; what others permitted stays. */
export async function forbid(
  session: AwsSession,
  target: BucketTarget,
  { before, after }: { readonly before: BucketNotifications | null | undefined; readonly after?: BucketNotifications | null },
  context: ApplyContext,
): Promise<void> {
  const kept = new Set(functionsOf(after).map(({ name, alias }) => `${name}:${alias}`));
  for (const { name, alias: Qualifier } of functionsOf(before)) {
    if (kept.has(`${name}:${Qualifier}`)) continue;
    await revoke(session, { FunctionName: name, Qualifier }, [idOf(target, Qualifier, context)], context.signal);
  }
}

/** Those of this account; another's owner permits. */
function functionsOf(notifications: BucketNotifications | null | undefined): readonly NamedFunction[] {
  return Object.values(notifications?.rules ?? {}).flatMap((rule) => namedFunction(rule) ?? []);
}

function idOf({ Bucket }: BucketTarget, qualifier: string | undefined, { owner }: ApplyContext): string {
  return statementId(owner, `${qualifier ?? "$LATEST"}-s3-${Bucket}`);
}

function lets(statement: PolicyStatement, target: BucketTarget, partition: string): boolean {
  const { Effect, Action, Principal, Condition = {} } = statement;
  if (Effect !== "Allow" || !["lambda:InvokeFunction", "lambda:*", "*"].includes(String(Action))) return false;
  const isS3 = Principal === "*" || JSON.stringify(Principal).includes('"s3.amazonaws.com"');
  const tests = Object.values(Condition).flatMap((keys) => Object.entries(keys));
  return (
    isS3 &&
    tests.every(([key, value]) => {
      if (key.toLowerCase() === "aws:sourceaccount") return value === target.ExpectedBucketOwner;
      return key.toLowerCase() === "aws:sourcearn" && likeMatches(String(value), bucketArn({ partition }, target.Bucket));
    })
  );
}

interface Told {
  readonly Id?: string | undefined;
  readonly Events?: readonly string[] | undefined;
  readonly Filter?: NotificationConfigurationFilter | undefined;
}

function ruleOf({ Id = "", Events = [], Filter }: Told, who: object): readonly [string, NotificationRule] {
  const filtered = (wanted: string) =>
    // S3 answers the names with a capital.
    Filter?.Key?.FilterRules?.find(({ Name }) => Name?.toLowerCase() === wanted)?.Value || undefined;
  const [prefix, suffix] = [filtered("prefix"), filtered("suffix")];
  return [Id, { ...who, events: Events.toSorted(), ...(prefix && { prefix }), ...(suffix && { suffix }) }];
}

function filterToAws(prefix: string | undefined, suffix: string | undefined): NotificationConfigurationFilter | undefined {
  const FilterRules = [
    ...(prefix ? [{ Name: "prefix" as const, Value: prefix }] : []),
    ...(suffix ? [{ Name: "suffix" as const, Value: suffix }] : []),
  ];
  return FilterRules.length === 0 ? undefined : { Key: { FilterRules } };
}

/** S3 tells functions of its own account and region, so a name says all. */
function functionName(arn: string): string {
  return arn.split(":").slice(6).join(":");
}
