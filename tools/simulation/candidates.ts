/** What an edit may choose among: what is in the account at its time, in the order of the state. */
import type { World } from "../../src/sandbox/world.ts";
import { LEGACY_ROLE } from "./authored.ts";

/** There is nothing of the kind. */
export class NoCandidate extends Error {}

/** Throws NoCandidate for an empty list. */
export function at<T>(items: readonly T[], choice: number): T {
  if (items.length === 0) throw new NoCandidate();
  // An index below the length.
  return items[choice % items.length] as T;
}

export function fn({ lambda }: World, choice: number) {
  return at([...lambda.functions.values()], choice);
}

export function alias({ lambda }: World, choice: number) {
  const all = [...lambda.functions.values()].flatMap((record) => [...record.aliases.values()].map((one) => ({ ...one, record })));
  return at(all, choice);
}

export function statement({ lambda }: World, choice: number) {
  const all = [...lambda.functions.values()].flatMap((record) =>
    [...record.policies].flatMap(([qualifier, { statements }]) => statements.map(({ Sid }) => ({ record, qualifier, sid: Sid }))),
  );
  return at(all, choice);
}

export function api({ apigateway }: World, choice: number) {
  return at([...apigateway.apis.values()], choice);
}

export function stage({ apigateway }: World, choice: number) {
  const all = [...apigateway.apis.values()].flatMap((one) =>
    [...one.stages.values()].map((inner) => ({ restApiId: one.id, stageName: inner.stageName, variables: inner.variables })),
  );
  return at(all, choice);
}

export function method({ apigateway }: World, choice: number) {
  const all = [...apigateway.apis.values()].flatMap((one) =>
    [...one.resources.values()].flatMap((resource) =>
      Object.keys(resource.methods).map((httpMethod) => ({ restApiId: one.id, resourceId: resource.id, httpMethod })),
    ),
  );
  return at(all, choice);
}

export function bucket({ s3 }: World, choice: number): string {
  return at([...s3.buckets.keys()], choice);
}

export function role({ iam }: World, choice: number) {
  return at(
    [...iam.roles.values()].filter(({ name }) => name !== LEGACY_ROLE),
    choice,
  );
}
