/** Every property of a role: how it is declared, changed by itself, and what somebody may do to it by hand. */
import type { Field } from "./whole-kind.ts";

const RoleName = "clerk";
const BOUNDARY = "arn:aws:iam::aws:policy/PowerUserAccess";
const LOGS = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
const statement = (members: object) => ({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...members }] });
const trust = (Service: string) => statement({ Principal: { Service }, Action: "sts:AssumeRole" });
const reads = (bucket: string) => statement({ Action: "s3:GetObject", Resource: `arn:aws:s3:::${bucket}/*` });
const allows = (bucket: string) => [{ actions: ["s3:PutObject"], resources: [`arn:aws:s3:::${bucket}/*`] }];

export const ROLE_FIELDS: readonly Field[] = [
  {
    name: "assumedBy",
    shown: "trust",
    first: "lambda.amazonaws.com",
    later: ["lambda.amazonaws.com", "scheduler.amazonaws.com"],
    drift: ({ iam }) => iam.updateAssumeRolePolicy({ RoleName, PolicyDocument: JSON.stringify(trust("ec2.amazonaws.com")) }),
  },
  {
    name: "trust",
    first: trust("lambda.amazonaws.com"),
    later: trust("apigateway.amazonaws.com"),
    drift: ({ iam }) => iam.updateAssumeRolePolicy({ RoleName, PolicyDocument: JSON.stringify(trust("ec2.amazonaws.com")) }),
  },
  {
    name: "managedPolicies",
    first: ["AWSLambdaBasicExecutionRole"],
    later: ["AWSLambdaBasicExecutionRole", "ReadOnlyAccess"],
    drift: ({ iam }) => iam.detachRolePolicy({ RoleName, PolicyArn: LOGS }),
  },
  {
    name: "inlinePolicies",
    first: { one: reads("acme"), two: reads("acme") },
    later: { one: reads("other") },
    drift: ({ iam }) => iam.deleteRolePolicy({ RoleName, PolicyName: "two" }),
  },
  {
    name: "allow",
    shown: "inlinePolicies",
    first: allows("acme"),
    later: allows("other"),
    drift: ({ iam }) => iam.putRolePolicy({ RoleName, PolicyName: "theirs", PolicyDocument: JSON.stringify(reads("theirs")) }),
  },
  { name: "path", first: "/service/" },
  {
    name: "description",
    first: "Works",
    later: "Works on",
    drift: ({ iam }) => iam.updateRole({ RoleName, Description: "Theirs" }),
  },
  {
    name: "maxSessionDuration",
    shown: "maxSessionSeconds",
    first: 7200,
    later: 3600,
    drift: ({ iam }) => iam.updateRole({ RoleName, MaxSessionDuration: 43_200 }),
  },
  {
    name: "permissionsBoundary",
    first: BOUNDARY,
    later: "none",
    drift: ({ iam }) => iam.deleteRolePermissionsBoundary({ RoleName }),
  },
  {
    name: "tags",
    first: { team: "images" },
    later: { team: "pictures" },
    drift: ({ iam }) => iam.untagRole({ RoleName, TagKeys: ["team"] }),
  },
];

export function declareRole(properties: Readonly<Record<string, unknown>>) {
  const assumedBy = "trust" in properties ? {} : { assumedBy: "lambda.amazonaws.com" };
  return { owner: "acme", roles: { [RoleName]: { ...assumedBy, ...properties } } };
}
