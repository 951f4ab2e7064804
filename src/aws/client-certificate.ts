/**
 * Client certificates. AWS knows them by an id that it gives itself, so the name under which one is declared is a tag beside our mark;
 * one without that tag is called by its id, by which what exists already is adopted. GetClientCertificates tells all of them, with tags.
 */
import type { ClientCertificate } from "@aws-sdk/client-api-gateway";
import { NAME_TAG } from "../kinds/mark.ts";
import { addressOf, nameAt } from "../model/address.ts";
import type { Desired } from "../model/desired.ts";
import type { Live } from "../model/observation.ts";
import type { ApplyContext, Observer, Provider } from "../model/ports.ts";
import type { Outputs } from "../model/ref.ts";
import { changedMembers } from "./changes.ts";
import { ifThere, lacksOperation } from "./classify-error.ts";
import { createOnce } from "./create-once.ts";
import { writeGatewayTags } from "./gateway-tags.ts";
import { type Named, theOneNamed } from "./named.ts";
import { ABSENT, allPages, observing } from "./observing.ts";
import { readTags, withMark } from "./owner-tag.ts";
import { replace } from "./patch.ts";
import { PAGE } from "./rest-api-reads.ts";
import type { AwsSession } from "./session.ts";
import { giveWay } from "./twins.ts";

interface Certificate extends Named {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly createdDate: Date | undefined;
  readonly expirationDate: Date | undefined;
}

export function clientCertificateObserver(session: AwsSession): Observer<"client-certificate"> {
  return {
    observe: ({ address }, context) =>
      observing(address, async () => {
        const certificates = await listCertificates(session, context.signal);
        const named = theOneNamed(certificates, { address, things: "client certificates" }, context);
        if ("ambiguous" in named) return named.ambiguous;
        return named.found === null ? ABSENT : { state: "present", live: toLive(named.found) };
      }),
    async *listOwned(context) {
      for (const certificate of await certificatesIfAny(session, context.signal)) {
        const live = toLive(certificate);
        if (live.owner === context.owner) yield live;
      }
    },
  };
}

export function clientCertificateProvider(session: AwsSession): Provider<"client-certificate"> {
  return {
    ...clientCertificateObserver(session),
    create: (desired, context) => generate(session, desired, context),

    async update(step, context) {
      const { id } = step.live.facts;
      await writeGatewayTags(session, `/clientcertificates/${id}`, step, context);
      if (changedMembers(step.changes).has("description")) {
        const api = await session.clients.apigateway();
        const patchOperations = [replace(["description"], step.desired.spec.description ?? "")];
        await api.updateClientCertificate({ clientCertificateId: id, patchOperations });
      }
      return { id };
    },

    async delete(live, context) {
      const api = await session.clients.apigateway();
      await ifThere(api.deleteClientCertificate({ clientCertificateId: live.facts.id }, { abortSignal: context.signal }));
    },
  };
}

/** All of them, once a pass. */
export function listCertificates(session: AwsSession, signal: AbortSignal): Promise<readonly Certificate[]> {
  return session.read("apigateway.GetClientCertificates", () => fetchCertificates(session, signal));
}

/** Where there can be none, none is ours: pruning is not to end for want of an operation of which the desired state knows nothing. */
async function certificatesIfAny(session: AwsSession, signal: AbortSignal): Promise<readonly Certificate[]> {
  try {
    return await listCertificates(session, signal);
  } catch (error) {
    if (!lacksOperation(error)) throw error;
    return [];
  }
}

async function fetchCertificates(session: AwsSession, abortSignal: AbortSignal): Promise<readonly Certificate[]> {
  const api = await session.clients.apigateway();
  return allPages(async (position) => {
    const page = await api.getClientCertificates({ limit: PAGE, position }, { abortSignal });
    return { items: (page.items ?? []).map(fromAws), token: page.position };
  });
}

function fromAws({
  clientCertificateId: id = "",
  description = "",
  createdDate,
  expirationDate,
  tags,
}: ClientCertificate): Certificate {
  return { id, name: tags?.[NAME_TAG] ?? id, description, createdDate, expirationDate, tags };
}

function toLive({ id, name, description, expirationDate, tags: live }: Certificate): Live<"client-certificate"> {
  const { tags, owner } = readTags(live);
  return {
    kind: "client-certificate",
    address: addressOf("client-certificate", name),
    spec: { description, tags },
    facts: { id, ...(expirationDate && { expiresAt: expirationDate.getTime() }) },
    outputs: { id },
    owner,
  };
}

/** Named and marked in the call that makes it, so that after a crash or a lost answer it is found again. */
async function generate(session: AwsSession, desired: Desired<"client-certificate">, context: ApplyContext): Promise<Outputs> {
  const { description, tags } = desired.spec;
  const name = nameAt(desired.address, 0);
  const api = await session.clients.apigateway();
  const same = async () => {
    const certificates = await fetchCertificates(session, context.signal);
    return certificates.filter((one) => one.name === name && readTags(one.tags).owner === context.owner);
  };
  const made = await createOnce<Certificate & { readonly answered?: true }>(
    async () => {
      const marks = { ...withMark(tags, context.owner), [NAME_TAG]: name };
      const answer = await api.generateClientCertificate({ description: description || undefined, tags: marks });
      return { ...fromAws(answer), answered: true };
    },
    async () => (await same())[0],
    { clock: session.clock, signal: context.signal },
  );
  if (made.answered) {
    const remove = (clientCertificateId: string) => api.deleteClientCertificate({ clientCertificateId });
    await giveWay(desired.address, made, { look: same, remove });
  }
  return { id: made.id };
}
