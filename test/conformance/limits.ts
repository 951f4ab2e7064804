/** What listings give at once, and where AWS's limits are that plans keep to. */
import { aFunction, aFunctionWithVersions, configure, functionArn, handlerOf, upload } from "./builders/function.ts";
import { allow } from "./builders/permission.ts";
import { aRole, createLambdaRole, LAMBDA_BASIC, policyOf } from "./builders/role.ts";
import { type Case, casesOf, documented } from "./case.ts";
import { aText } from "./match.ts";

const PAGE = 50;
/** More than fit into 20 KB, at some 400 bytes each. */
const STATEMENTS = 70;
const ROLE_SPREADS_MS = 15_000;

/** AWS's own, one more than a role may have attached. */
const MANAGED = [
  LAMBDA_BASIC,
  ...[
    "AWSLambdaExecute",
    "AWSLambda_FullAccess",
    "AWSLambda_ReadOnlyAccess",
    "AWSXRayDaemonWriteAccess",
    "CloudWatchLogsFullAccess",
    "ReadOnlyAccess",
    "SecurityAudit",
    "AmazonS3FullAccess",
    "AmazonS3ReadOnlyAccess",
    "AmazonSQSFullAccess",
  ].map((name) => `arn:aws:iam::aws:policy/${name}`),
];

export const LIMIT_CASES: readonly Case[] = casesOf("Listings and limits", [
  {
    id: "L-list-all",
    name: "ListFunctions with ALL lists $LATEST and every version, each under its qualified ARN",
    source: documented("Lambda API Reference, ListFunctions: FunctionVersion (aws-facts 5.6)"),
    async run(scene) {
      const name = await aFunctionWithVersions(scene, 2);
      const arns: (string | undefined)[] = [];
      let Marker: string | undefined;
      do {
        const { Functions = [], NextMarker } = await scene.lambda.listFunctions({ FunctionVersion: "ALL", Marker });
        arns.push(...Functions.filter(({ FunctionName }) => FunctionName === name).map(({ FunctionArn }) => FunctionArn));
        Marker = NextMarker;
      } while (Marker !== undefined);
      const expected = ["$LATEST", "1", "2"].map((version) => functionArn(scene, name, version));
      scene.same("what is listed of the function", arns.toSorted(), expected);
    },
  },
  {
    id: "L-page-cap",
    name: "ListVersionsByFunction and ListFunctions give 50 versions at most, however many are asked for, and a marker",
    source: documented("Lambda API Reference, ListVersionsByFunction and ListFunctions: MaxItems (aws-facts 5.6)"),
    async run(scene) {
      const FunctionName = await aFunction(scene);
      for (let number = 1; number <= PAGE; number++) {
        // Each differs from the one before in its code, and is Active at once where nothing is under way.
        await upload(scene, FunctionName, handlerOf(`return ${number};`));
        await scene.lambda.publishVersion({ FunctionName });
      }
      const own = await scene.lambda.listVersionsByFunction({ FunctionName, MaxItems: 2 * PAGE });
      scene.same("how many versions the first page has", own.Versions?.length, PAGE);
      const rest = await scene.lambda.listVersionsByFunction({ FunctionName, Marker: own.NextMarker });
      scene.same(
        "the versions left for the second",
        rest.Versions?.map(({ Version }) => Version),
        [String(PAGE)],
      );
      const all = await scene.lambda.listFunctions({ FunctionVersion: "ALL", MaxItems: 2 * PAGE });
      scene.same("how many versions a page of the account has", all.Functions?.length, PAGE);
      scene.same("whether there is more in the account", all.NextMarker !== undefined, true);
    },
  },
  {
    id: "L-alias-roles",
    name: "an alias cannot share traffic between versions of two roles: 400 InvalidParameterValueException",
    source: documented(
      "Lambda Developer Guide, weighted alias configuration: both versions must have the same role (aws-facts 5.4)",
    ),
    async run(scene) {
      const FunctionName = await aFunctionWithVersions(scene, 1);
      const Role = await createLambdaRole(scene.iam, scene.newName("role"), () => scene.pause(ROLE_SPREADS_MS));
      await configure(scene, FunctionName, { Role });
      await scene.lambda.publishVersion({ FunctionName });
      await scene.settle(FunctionName, "2");
      const alias = { FunctionName, Name: "prod", FunctionVersion: "1" };
      const RoutingConfig = { AdditionalVersionWeights: { 2: 0.1 } };
      await scene.refuses(scene.lambda.createAlias({ ...alias, RoutingConfig }), 400, "InvalidParameterValueException");
      await scene.lambda.createAlias(alias);
      await scene.refuses(scene.lambda.updateAlias({ ...alias, RoutingConfig }), 400, "InvalidParameterValueException");
    },
  },
  {
    id: "L-policy-size",
    name: "a resource policy takes 20 KB of statements: 400 PolicyLengthExceededException",
    source: documented("Lambda Developer Guide, quotas: resource-based policy (aws-facts 5.5)"),
    async run(scene) {
      const name = await aFunction(scene);
      const fill = async () => {
        for (let made = 0; made < STATEMENTS; made++) await allow(scene, name, { StatementId: `s${made}`.padEnd(60, "x") });
      };
      await scene.refuses(fill(), 400, "PolicyLengthExceededException");
    },
  },
  {
    id: "I-attached-quota",
    name: "a role has at most ten managed policies attached: 409 LimitExceeded",
    source: documented("IAM User Guide, quotas: managed policies attached to a role (aws-facts 7)"),
    async run(scene) {
      const RoleName = await aRole(scene);
      const attachAll = async () => {
        for (const PolicyArn of MANAGED) await scene.iam.attachRolePolicy({ RoleName, PolicyArn });
      };
      await scene.refuses(attachAll(), 409, "LimitExceededException", "Cannot exceed quota for PoliciesPerRole: 10");
      const { AttachedPolicies = [] } = await scene.iam.listAttachedRolePolicies({ RoleName });
      scene.same("how many are attached", AttachedPolicies.length, MANAGED.length - 1);
    },
  },
  {
    id: "I-inline-size",
    name: "the inline policies of a role have at most 10,240 characters together, blanks not counted: 409 LimitExceeded",
    source: documented("IAM User Guide, quotas: role inline policies (aws-facts 7)"),
    async run(scene) {
      const RoleName = await aRole(scene);
      const Resource = `arn:aws:s3:::${"x".repeat(6_000)}`;
      const PolicyDocument = policyOf({ Effect: "Allow", Action: "s3:GetObject", Resource });
      const blank = PolicyDocument.replaceAll('":', `":${" ".repeat(1_000)}`);
      await scene.answers(scene.iam.putRolePolicy({ RoleName, PolicyName: "a", PolicyDocument: blank }), 200, {});
      const second = scene.iam.putRolePolicy({ RoleName, PolicyName: "b", PolicyDocument });
      const text = `Maximum policy size of 10240 bytes exceeded for role ${RoleName}`;
      await scene.refuses(second, 409, "LimitExceededException", text);
    },
  },
  {
    id: "T-caller",
    name: "GetCallerIdentity answers the account, the caller's ARN in it, and an id: 200",
    source: documented("STS API Reference, GetCallerIdentity (aws-facts 8.4)"),
    async run(scene) {
      const shown = {
        Account: scene.accountId,
        Arn: aText(new RegExp(`^arn:aws:(sts|iam)::${scene.accountId}:`)),
        UserId: aText(),
      };
      await scene.answers(scene.sts.getCallerIdentity({}), 200, shown);
    },
  },
]);
