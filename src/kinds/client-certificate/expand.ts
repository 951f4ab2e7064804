import { addressOf } from "../../model/address.ts";
import type { Desired } from "../../model/desired.ts";
import type { ClientCertificateEntry, ExpandContext } from "../authoring.ts";
import { declared, optionsOf } from "../authoring.ts";

export function expandClientCertificate(
  name: string,
  entry: ClientCertificateEntry,
  context: ExpandContext,
): Desired<"client-certificate"> {
  const { description, tags } = entry;
  return {
    kind: "client-certificate",
    address: addressOf("client-certificate", name),
    spec: declared({ description, tags }),
    intent: {},
    options: optionsOf("client-certificate", entry),
    origin: context.originOf(["clientCertificates", name]),
    after: [],
    sensitive: [],
  };
}
