/** What API Gateway would refuse of a custom domain name (CreateDomainName, CreateBasePathMapping). */
import { checkDrift } from "../authored-drift.ts";
import { checkTags } from "../authored-tags.ts";
import type { AuthoredPath, AuthoredState, DomainNameEntry, Problem } from "../authoring.ts";
import { errorAt, errorAtName } from "../authoring.ts";
import { checkStageReference, parseStageReference } from "../stage-reference.ts";

/** Lower case only (API Gateway CreateDomainName); a star may take the place of the first label. */
const NAME = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const LONGEST_NAME = 255;
const CERTIFICATE = /^arn:aws[a-z-]*:acm:([a-z0-9-]+):\d{12}:certificate\/.+$/;
/** CloudFront takes certificates of this region alone. */
const EDGE_REGION = "us-east-1";
const TRUSTSTORE = /^s3:\/\/[a-z0-9.-]{3,63}\/.+$/;
/** One level: more are mappings of API Gateway v2. */
const BASE_PATH = /^\/[A-Za-z0-9$_.+!*'()-]*$/;

export function* checkDomainName(name: string, entry: DomainNameEntry, state: AuthoredState): Iterable<Problem> {
  const path = ["domains", name];
  if (!NAME.test(name) || name.length > LONGEST_NAME) {
    const remedy = NAME.test(name.toLowerCase()) ? `write it like "${name.toLowerCase()}"` : undefined;
    yield errorAtName(path, "illegal-name", `"${name}" is not a domain name that API Gateway takes`, remedy);
  }
  yield* checkCertificates(entry, path);
  yield* checkMutualTls(entry, path);
  yield* checkPaths(entry, state, [...path, "paths"]);
  yield* checkTags(entry.tags, [...path, "tags"]);
  yield* checkDrift(entry.drift, "domain-name", path);
}

function* checkCertificates(entry: DomainNameEntry, path: AuthoredPath): Iterable<Problem> {
  for (const member of ["certificate", "ownershipCertificate"] as const) {
    const arn = entry[member];
    if (arn === undefined) continue;
    const region = CERTIFICATE.exec(arn)?.[1];
    if (region === undefined) yield errorAt([...path, member], "illegal-arn", `"${arn}" is not the ARN of a certificate in ACM`);
    else if (member === "certificate" && entry.endpoint === "EDGE" && region !== EDGE_REGION) {
      const message = `the certificate is in ${region}: CloudFront, and so an EDGE domain, takes those of ${EDGE_REGION} alone`;
      yield errorAt([...path, member], "wrong-region", message, "issue it there, or let the endpoint be REGIONAL");
    }
  }
}

function* checkMutualTls({ endpoint, mutualTls, securityPolicy }: DomainNameEntry, path: AuthoredPath): Iterable<Problem> {
  if (typeof mutualTls !== "object") return;
  const at = [...path, "mutualTls"];
  if (!TRUSTSTORE.test(mutualTls.truststore)) {
    yield errorAt(
      [...at, "truststore"],
      "illegal-truststore",
      `"${mutualTls.truststore}" is not an object in S3`,
      'write it like "s3://BUCKET/KEY"',
    );
  }
  if (endpoint === "EDGE")
    yield errorAt(at, "conflicting-properties", "clients can present certificates to REGIONAL domains only");
  if (securityPolicy === "TLS_1_0") {
    yield errorAt([...path, "securityPolicy"], "conflicting-properties", "`mutualTls` needs TLS 1.2", "let it be TLS_1_2");
  }
}

function* checkPaths({ paths = {} }: DomainNameEntry, state: AuthoredState, path: AuthoredPath): Iterable<Problem> {
  for (const [basePath, target] of Object.entries(paths)) {
    const at = [...path, basePath];
    if (!BASE_PATH.test(basePath)) {
      const remedy = basePath.startsWith("/") ? "it has one part" : `write it like "/${basePath}"`;
      yield errorAtName(at, "illegal-base-path", `"${basePath}" is not a base path that API Gateway takes`, remedy);
    }
    yield* checkStageReference(parseStageReference(target), state, { path: at, where: "value" });
  }
}
