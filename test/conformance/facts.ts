/**
 * The facts of docs/aws-facts.md that the product is built on, each with the cases that hold every target to it. Where there can be no
 * case there is a test of the sandbox alone, and the reason.
 */

export interface Fact {
  /** Of docs/aws-facts.md. */
  readonly section: string;
  readonly fact: string;
  readonly cases: readonly string[];
}

export interface FactWithoutCase extends Omit<Fact, "cases"> {
  readonly why: string;
  /** The file of the tests that it has instead. */
  readonly tests: string;
}

const fact = (section: string, text: string, ...cases: readonly string[]): Fact => ({ section, fact: text, cases });

export const FACTS: readonly Fact[] = [
  fact(
    "1.2",
    "how many stages an API has, how long variables are, and of which characters",
    "E-stage-quota",
    "E-variable-limits",
    "E15",
    "E16",
  ),
  fact("1.2", "no variable is empty or $LATEST", "E-variable-empty", "E-variable-latest"),
  fact("2.1", "a deployment is a snapshot that later changes do not reach", "P19", "P20", "P-deleted-resource", "T11b"),
  fact("2.2", "routes, media types and the resource policy need a deployment", "P19", "P13", "P-policy-deploy"),
  fact("2.2", "variables and disableExecuteApiEndpoint need none", "P25", "P-disabled-endpoint"),
  fact("2.3", "each CreateDeployment makes a new one", "E-new-id"),
  fact("2.3", "without methods, or with one that has no integration, there is no deployment", "E01", "E02", "E02b"),
  fact("2.4", "a deployment on a stage or in a canary cannot be deleted", "E17", "E23", "E-canary-active"),
  fact("2.4", "of a deployment only the description changes", "E25", "E-update-deployment-rules"),
  fact("2.4", "a stage goes back by its deploymentId", "P-redeploy", "F06"),
  fact("2.5", "GetExport shows what is deployed on the stage", "T11", "T11b"),
  fact("2.7", "two writes at once are kept or refused as ConflictException", "J51", "J50"),
  fact("3.1", "which paths and ops UpdateStage knows", "F01", "F02", "F03", "F27", "F28", "F-canary-paths", "F-log-paths"),
  fact("3.1", "access logging ends by removing all of it", "F17", "F18"),
  fact("3.1", "the first setting of a method brings all of them, as */* has them then", "F10", "F-inherit"),
  fact("3.1", "CreateStage takes no method settings and no access logs", "E11", "E-create-stage"),
  fact("3.1", "a batch that is refused has changed nothing", "F35"),
  fact(
    "3.2",
    "a canary is made by UpdateStage, promoted by two copies, and ended by a removal",
    "F19",
    "F-canary-deployment",
    "F24",
    "F25",
  ),
  fact("3.2", "a canary takes its share, with its overrides over the variables", "P-canary-share", "P23"),
  fact("3.3", "what UpdateRestApi patches, and how", "D06", "D-media-type-remove", "D-policy", "D08"),
  fact("3.3", "what UpdateMethod and UpdateIntegration patch", "D-update-method", "D-update-integration", "D31", "D32"),
  fact("3.4", "PutRestApi merges, may be repeated, and deploys nothing", "D-put-merge", "D-put-undeployed"),
  fact("4", "a function is called by POST, by a uri that a variable may stand in", "P-verb-post", "D21", "D25", "P02", "P03"),
  fact(
    "4",
    "without a permission on the alias, or the variable, the caller sees 500",
    "P21",
    "P-permission-qualifier",
    "P-variable-missing",
  ),
  fact("4", "statement ids are unique by qualifier, and $LATEST takes no statement", "H02", "H03", "H05"),
  fact(
    "5.1",
    "PublishVersion publishes nothing when nothing has changed since the newest version",
    "G02",
    "L-publish-back-again",
  ),
  fact("5.1", "CodeSha256 is that of the zip, and guards a publishing", "C11", "G04"),
  fact("5.1", "a stale RevisionId is refused, and publishing changes that of $LATEST", "C17", "G03", "L-publish-revisions"),
  fact("5.1", "tags are on functions alone", "L-tags-qualified"),
  fact("5.1", "a version's number is not given again", "G34"),
  fact("5.2", "the environment is a version's, and an alias shows its version's", "G07", "G32", "P06", "P07"),
  fact("5.3", "while a function is Pending or InProgress writes are refused", "C12", "C16", "J32", "L-publish-busy"),
  fact("5.4", "an alias has one weight at most, between published versions", "G18", "G19", "G21", "G22"),
  fact("5.4", "an alias shares traffic between versions of one role only", "L-alias-roles"),
  fact("5.4", "an empty map clears the weights", "G25", "L-alias-empty-routing"),
  fact("5.4", "a version that an alias uses cannot be deleted", "G31"),
  fact("5.4", "an alias's weight takes its share of the calls", "P22"),
  fact(
    "5.5",
    "function, version and alias have policies of their own, which a new version does not inherit",
    "H06",
    "H07",
    "L-policy-not-inherited",
  ),
  fact("5.5", "GetPolicy does not tell what it is that is missing", "L-policy-missing"),
  fact("5.5", "a policy takes 20 KB", "L-policy-size"),
  fact("5.6", "lists give fifty, and ListFunctions every version when asked for all", "L-page-cap", "L-list-all", "L-list"),
  fact("5.7", "an environment has 4 KB, a function 900 seconds", "C05", "L-environment-near-limit", "C06"),
  fact(
    "6.1",
    "what each aspect of a bucket answers before it is set",
    "S-policy",
    "S-lifecycle",
    "S-cors",
    "S-tags",
    "S-versioning",
    "S-ownership",
    "S-public-access",
  ),
  fact("6.1", "new buckets are encrypted and block customers' keys", "B08"),
  fact("6.1", "puts replace the whole", "S-tags-replace", "S-lifecycle", "S-cors"),
  fact("6.2", "us-east-1 takes no LocationConstraint, and one's own bucket again", "B05", "B13"),
  fact("6.2", "a call with another ExpectedBucketOwner is refused", "S-other-owner"),
  fact("6.6", "a bucket with versions or delete markers is not empty", "S-delete-full", "S-delete-versioned"),
  fact("7", "a role name is taken whatever its case, documents come back URL-encoded", "I-name-case", "A01", "A06"),
  fact("7", "a role with policies cannot be deleted, attaching is idempotent", "A11", "I-delete-attached", "I-attach-twice"),
  fact("7", "how many policies a role has, and how long", "I-attached-quota", "I-inline-size"),
  fact("7", "Lambda cannot assume a role that was only just made", "I-not-assumable-yet"),
  fact("8.4", "GetCallerIdentity tells the account", "T-caller"),
  fact("9.2", "which status and error a refusal has", "D09", "E12", "D12", "L-missing"),
  fact("10.1", "GetResources gives methods with embed only, 25 a page or up to 500", "D26", "D27", "J41"),
  fact("10.1", "GetStages gives every stage in full, under item", "E30", "E31"),
];

const NOT_TO_BE_TRIED = "on AWS it would hold up everybody in the account, and emulators have no quotas";

export const FACTS_WITHOUT_CASE: readonly FactWithoutCase[] = [
  { section: "1.1", fact: "how often each operation may be called", why: NOT_TO_BE_TRIED, tests: "test/sandbox/sandbox.test.ts" },
  { section: "5.7", fact: "Lambda's calls a second", why: NOT_TO_BE_TRIED, tests: "test/sandbox/sandbox.test.ts" },
  {
    section: "9.2",
    fact: "how each service says that it throttles",
    why: NOT_TO_BE_TRIED,
    tests: "test/sandbox/sandbox.test.ts",
  },
  {
    section: "5.4",
    fact: "AWS moves an alias's weights by itself while provisioned concurrency is allocated",
    why: "it costs money for as long as it stands, and no emulator allocates any",
    tests: "test/aws/answers.test.ts",
  },
  {
    section: "6.3",
    fact: "a bucket's configuration is eventually consistent",
    why: "nobody can make AWS answer with what was there before",
    tests: "test/sandbox/sandbox.test.ts",
  },
  {
    section: "8.1",
    fact: "what LookupEvents tells of a change, when, and how often it may be asked",
    why: "AWS tells five minutes late, and no emulator records events",
    tests: "test/sandbox/cloudtrail.test.ts",
  },
  {
    section: "8.2",
    fact: "alarms and their states, and the metrics of functions, aliases and stages",
    why: "it takes minutes of calls for AWS to show a metric, and no emulator measures calls",
    tests: "test/sandbox/cloudwatch.test.ts",
  },
  {
    section: "8.3",
    fact: "the names and steps of CodeDeploy's configurations",
    why: "they are names only: nothing of CodeDeploy is called",
    tests: "test/shift/authored-shift.test.ts",
  },
];
