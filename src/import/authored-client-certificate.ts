/** A live client certificate as its author would write it. */
import type { Live } from "../model/observation.ts";
import type { Members } from "./members.ts";

/** What API Gateway gives a new certificate about which nothing is said. */
export const CLIENT_CERTIFICATE_DEFAULTS: Members = { description: "", tags: {} };

export function clientCertificateMembers({ spec: { description, tags } }: Live<"client-certificate">): Members {
  return { description, tags: { ...tags } };
}
