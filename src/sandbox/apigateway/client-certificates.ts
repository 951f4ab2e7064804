/**
 * Client certificates: 60 an account and region (aws-facts 1.2), each valid for 365 days (Developer Guide, "Rotate an expiring client
 * certificate"), none deleted while a stage shows it. That last is the SDK's ConflictException of DeleteClientCertificate, whose words
 * nobody has published. The PEM text holds no real certificate: nothing here is shown to anybody.
 */
import type { ClientCertificate } from "@aws-sdk/client-api-gateway";
import { LOWERCASE_ALPHANUMERIC, type World } from "../world.ts";
import type { ClientCertificateState } from "./around-stages-state.ts";
import { type ApiGatewayHandlers, now } from "./handlers.ts";
import { pageOf } from "./paging.ts";
import { applyPatches, type PatchRule, readPatches } from "./patch-operations.ts";
import { conflict, limitExceeded, notFound } from "./refusals.ts";
import { readTags } from "./tag-rules.ts";

const CERTIFICATE_QUOTA = 60;
const VALID_MS = 365 * 86_400_000;

const PATHS: readonly PatchRule<ClientCertificateState>[] = [
  {
    path: "/description",
    ops: ["replace"],
    apply: (certificate, { value }) => ({ ...certificate, description: value || undefined }),
  },
];

export function clientCertificateHandlers(world: World): ApiGatewayHandlers {
  const { clientCertificates } = world.apigateway;
  return {
    GenerateClientCertificate(input) {
      if (clientCertificates.size >= CERTIFICATE_QUOTA) throw limitExceeded("Client Certificates");
      const created = now(world);
      const certificate: ClientCertificateState = {
        id: world.newId(LOWERCASE_ALPHANUMERIC, 6),
        description: input.description,
        createdDate: created,
        expirationDate: new Date(created.getTime() + VALID_MS),
        tags: readTags(input.tags),
      };
      clientCertificates.set(certificate.id, certificate);
      return shown(certificate);
    },
    GetClientCertificate: (input) => shown(findClientCertificate(world, input.clientCertificateId)),
    GetClientCertificates(input) {
      const page = pageOf([...clientCertificates.values()], input);
      return { items: page.items.map(shown), position: page.position };
    },
    UpdateClientCertificate(input) {
      const patches = readPatches("updateClientCertificate", input.patchOperations);
      const before = findClientCertificate(world, input.clientCertificateId);
      const certificate = applyPatches(before, patches, PATHS);
      clientCertificates.set(certificate.id, certificate);
      return shown(certificate);
    },
    DeleteClientCertificate(input) {
      const { id } = findClientCertificate(world, input.clientCertificateId);
      const stages = [...world.apigateway.apis.values()].flatMap((api) => [...api.stages.values()]);
      if (stages.some(({ clientCertificateId }) => clientCertificateId === id)) {
        throw conflict(`Client Certificate ${id} is in use by a stage`);
      }
      clientCertificates.delete(id);
      return {};
    },
  };
}

export function findClientCertificate({ apigateway }: World, id: string | undefined): ClientCertificateState {
  const certificate = apigateway.clientCertificates.get(id ?? "");
  if (!certificate) throw notFound("Invalid Client Certificate identifier specified");
  return certificate;
}

function shown({ id, tags, ...certificate }: ClientCertificateState): ClientCertificate {
  const body = Buffer.from(`The client certificate ${id} of a sandbox`).toString("base64");
  return {
    ...certificate,
    clientCertificateId: id,
    pemEncodedCertificate: `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`,
    tags: Object.keys(tags).length > 0 ? { ...tags } : undefined,
  };
}
