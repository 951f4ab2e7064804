/** The aspects that are lists of rules or a document, and that S3 checks: lifecycle, CORS, policy. */
import type * as s3 from "@aws-sdk/client-s3";
import { AwsError } from "../wire/aws-error.ts";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { arnOf } from "./buckets.ts";
import { malformedXml } from "./errors.ts";
import { bucketOf } from "./find-bucket.ts";
import { setAspects } from "./set-aspects.ts";

export function ruleHandlers(world: World): Handlers<typeof s3> {
  return {
    GetBucketLifecycleConfiguration(input) {
      const { name, aspects } = bucketOf(world, input);
      if (!aspects.lifecycle) {
        throw new AwsError("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist", 404, {
          BucketName: name,
        });
      }
      return { Rules: [...aspects.lifecycle], TransitionDefaultMinimumObjectSize: aspects.lifecycleMinimumSize };
    },
    PutBucketLifecycleConfiguration(input) {
      bucketOf(world, input);
      const rules = input.LifecycleConfiguration?.Rules ?? [];
      checkLifecycle(rules);
      const lifecycle = rules.map((rule) => ({ ...rule, ID: rule.ID || world.newUuid() }));
      const lifecycleMinimumSize = input.TransitionDefaultMinimumObjectSize ?? "all_storage_classes_128K";
      setAspects(world, input, { lifecycle, lifecycleMinimumSize });
      return { TransitionDefaultMinimumObjectSize: lifecycleMinimumSize };
    },
    DeleteBucketLifecycle: (input) => setAspects(world, input, { lifecycle: undefined, lifecycleMinimumSize: undefined }),

    GetBucketCors(input) {
      const { name, aspects } = bucketOf(world, input);
      if (!aspects.cors) {
        throw new AwsError("NoSuchCORSConfiguration", "The CORS configuration does not exist", 404, { BucketName: name });
      }
      return { CORSRules: [...aspects.cors] };
    },
    PutBucketCors(input) {
      const rules = input.CORSConfiguration?.CORSRules ?? [];
      checkCors(rules);
      return setAspects(world, input, { cors: rules });
    },
    DeleteBucketCors: (input) => setAspects(world, input, { cors: undefined }),

    GetBucketPolicy: (input) => ({ Policy: policyOf(world, input) }),
    GetBucketPolicyStatus: (input) => ({ PolicyStatus: { IsPublic: isPublic(JSON.parse(policyOf(world, input))) } }),
    /** 204, where the other parts answer 200 (recorded). */
    PutBucketPolicy(input, { reply }) {
      const { name, aspects } = bucketOf(world, input);
      const policy = parsePolicy(input.Policy ?? "");
      checkResources(policy, arnOf(world, name));
      if (aspects.publicAccessBlock?.BlockPublicPolicy && isPublic(policy)) throw publicPolicyBlocked(world, name);
      reply.statusCode = 204;
      return setAspects(world, input, { policy: input.Policy });
    },
    DeleteBucketPolicy: (input) => setAspects(world, input, { policy: undefined }),
  };
}

function checkLifecycle(rules: readonly s3.LifecycleRule[]): void {
  if (rules.length === 0) throw malformedXml();
  const ids = new Set<string>();
  for (const rule of rules) {
    // `Prefix` on the rule is the old form of `Filter`; exactly one of them is wanted.
    if ((rule.Prefix === undefined) === (rule.Filter === undefined)) throw malformedXml();
    if (rule.Status !== "Enabled" && rule.Status !== "Disabled") throw malformedXml();
    if (!hasLifecycleAction(rule))
      throw new AwsError("InvalidRequest", "At least one action needs to be specified in a rule", 400);
    if (rule.ID && ids.has(rule.ID)) {
      const message = "Rule ID must be unique. Found same ID for more than one rule";
      throw new AwsError("InvalidArgument", message, 400, { ArgumentName: "ID", ArgumentValue: rule.ID });
    }
    if (rule.ID) ids.add(rule.ID);
  }
}

function hasLifecycleAction(rule: s3.LifecycleRule): boolean {
  const { Expiration, Transitions, NoncurrentVersionExpiration, NoncurrentVersionTransitions, AbortIncompleteMultipartUpload } =
    rule;
  return [
    Expiration,
    Transitions,
    NoncurrentVersionExpiration,
    NoncurrentVersionTransitions,
    AbortIncompleteMultipartUpload,
  ].some(Boolean);
}

const CORS_METHODS = new Set(["GET", "PUT", "HEAD", "POST", "DELETE"]);

function checkCors(rules: readonly s3.CORSRule[]): void {
  if (rules.length === 0 || rules.length > 100) throw malformedXml();
  for (const { AllowedMethods = [], AllowedOrigins = [] } of rules) {
    if (AllowedMethods.length === 0 || AllowedOrigins.length === 0) throw malformedXml();
    const unknown = AllowedMethods.find((method) => !CORS_METHODS.has(method));
    if (unknown !== undefined) {
      const message = `Found unsupported HTTP method in CORS config. Unsupported method is ${unknown}`;
      throw new AwsError("InvalidRequest", message, 400);
    }
  }
}

function policyOf(
  world: World,
  input: { readonly Bucket: string | undefined; readonly ExpectedBucketOwner?: string | undefined },
): string {
  const { name, aspects } = bucketOf(world, input);
  if (aspects.policy === undefined) {
    throw new AwsError("NoSuchBucketPolicy", "The bucket policy does not exist", 404, { BucketName: name });
  }
  return aspects.policy;
}

interface Statement {
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
  readonly Resource?: unknown;
}

interface Policy {
  readonly Statement?: Statement | readonly Statement[];
}

function parsePolicy(text: string): Policy {
  try {
    const policy: unknown = JSON.parse(text);
    // Any JSON object may claim to be a policy; its statements are looked at one by one.
    if (typeof policy === "object" && policy !== null && !Array.isArray(policy)) return policy as Policy;
  } catch {
    // Not JSON: refused below like JSON that is no object.
  }
  throw malformedPolicy("Policies must be valid JSON and the first byte must be '{'");
}

function checkResources(policy: Policy, bucketArn: string): void {
  const statements = statementsOf(policy);
  if (statements.length === 0) throw malformedPolicy("Missing required field Statement");
  for (const statement of statements) {
    if (statement.Principal === undefined && !("NotPrincipal" in statement))
      throw malformedPolicy("Missing required field Principal");
    const resources = "Resource" in statement ? [statement.Resource].flat() : [];
    const foreign = resources.some((resource) => resource !== bucketArn && !String(resource).startsWith(`${bucketArn}/`));
    if (foreign) throw malformedPolicy("Policy has invalid resource");
  }
}

function isPublic(policy: Policy): boolean {
  return statementsOf(policy).some(({ Effect, Principal, Condition }) => {
    const everyone =
      Principal === "*" || JSON.stringify(Principal) === '{"AWS":"*"}' || JSON.stringify(Principal) === '{"AWS":["*"]}';
    return Effect === "Allow" && everyone && Condition === undefined;
  });
}

function statementsOf({ Statement }: Policy): readonly Statement[] {
  return Statement === undefined ? [] : [Statement].flat();
}

function malformedPolicy(message: string): AwsError {
  return new AwsError("MalformedPolicy", message, 400);
}

function publicPolicyBlocked(world: World, bucket: string): AwsError {
  const user = `arn:${world.partition}:iam::${world.account}:user/sandbox`;
  const message = `User: ${user} is not authorized to perform: s3:PutBucketPolicy on resource: "${arnOf(world, bucket)}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`;
  return new AwsError("AccessDenied", message, 403);
}
