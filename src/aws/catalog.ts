/** What there is in the account and region, by name: what people choose from when they import. */
import type { Catalog } from "../model/ports.ts";
import { listAliases } from "./alias.ts";
import { listBuckets } from "./bucket.ts";
import { listCertificates } from "./client-certificate.ts";
import { domainsOf } from "./domain-name.ts";
import { listFunctions, readFunction } from "./function.ts";
import { listRestApis } from "./rest-api-reads.ts";
import type { AwsSession } from "./session.ts";
import { listStages } from "./stage.ts";
import { usagePlansOf } from "./usage-plan.ts";

/** Everything is read once a session, and shared with its observers. */
export function catalogOf(session: AwsSession): Catalog {
  return {
    restApis: async (signal) => (await listRestApis(session, signal)).map(({ name = "", id = "" }) => ({ name, id })),
    functions: async (signal) => (await listFunctions(session, signal)).map(({ FunctionName = "" }) => FunctionName),
    buckets: async (signal) => (await listBuckets(session, signal)).map(({ name }) => name),
    stagesOf: async (id, signal) => (await listStages(session, id, signal)).map(({ stageName = "" }) => stageName),
    aliasesOf: async (name, signal) => (await listAliases(session, name, signal)).map(({ Name = "" }) => Name),
    clientCertificates: async (signal) => (await listCertificates(session, signal)).map(({ name, id }) => ({ name, id })),
    usagePlansOf: (id, signal) => usagePlansOf(session, id, signal),
    domainsOf: (id, signal) => domainsOf(session, id, signal),
    codeUrl: async (name, signal) => (await readFunction(session, name, { signal, addressesOf: () => [] }))?.Code?.Location,
  };
}
