/** What API Gateway would refuse of a client certificate, and of a stage that names one (GenerateClientCertificate, UpdateStage). */
import { checkDrift } from "../authored-drift.ts";
import { checkTags } from "../authored-tags.ts";
import type { AuthoredPath, AuthoredState, ClientCertificateEntry, Problem } from "../authoring.ts";
import { errorAt, errorAtName } from "../authoring.ts";
import { suggestName } from "../suggest.ts";

/** It is the value of a tag. */
const NAME = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u;
/** What a stage says that wants none. */
const NONE = "off";
/** Ids of API Gateway have lower-case letters and digits; one of ACM's is an ARN. */
const ID = /^(?:[a-z0-9]+|arn:.+)$/;

export function* checkClientCertificate(name: string, entry: ClientCertificateEntry): Iterable<Problem> {
  const path = ["clientCertificates", name];
  if (!NAME.test(name)) {
    const message = `client certificate "${name}": a name is 1 to 256 letters, digits, spaces or _.:/=+-@`;
    yield errorAtName(path, "illegal-name", message);
  } else if (name === NONE) {
    yield errorAtName(path, "illegal-name", `a client certificate cannot be called "${NONE}": stages say so that want none`);
  }
  yield* checkTags(entry.tags, [...path, "tags"], 2);
  yield* checkDrift(entry.drift, "client-certificate", path);
}

/** `certificate`: as a stage names it; left out: it does not. */
export function* checkNamedCertificate(
  certificate: string | undefined,
  { clientCertificates }: Pick<AuthoredState, "clientCertificates">,
  path: AuthoredPath,
): Iterable<Problem> {
  if (certificate === undefined || certificate === NONE || clientCertificates.has(certificate) || ID.test(certificate)) return;
  const remedy = suggestName(certificate, clientCertificates.keys()) ?? "declare it under clientCertificates";
  const message = `client certificate "${certificate}" is not declared here, and cannot be the id of one`;
  yield errorAt(path, "unknown-client-certificate", message, remedy);
}
