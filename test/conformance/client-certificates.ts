/** Client certificates: made, shown, described, tagged, shown by a stage, deleted. */
import type { GenerateClientCertificateRequest } from "@aws-sdk/client-api-gateway";
import { aStage, shownStage } from "./builders/stage.ts";
import { assumed, type Case, casesOf, documented, model } from "./case.ts";
import { aDate, aText, open } from "./match.ts";
import type { Scene } from "./scene.ts";

const VALID_MS = 365 * 86_400_000;
const ROTATION = documented(
  "API Gateway developer guide, Generate and configure an SSL certificate: Rotate an expiring certificate",
);

const shownCertificate = (more: object = {}): object => ({
  clientCertificateId: aText(/^[a-z0-9]+$/),
  pemEncodedCertificate: aText(/^-----BEGIN CERTIFICATE-----/),
  createdDate: aDate(),
  expirationDate: aDate(),
  ...more,
});

/** A certificate of the case's own, which it does not leave behind. */
async function withCertificate(
  { apigateway }: Scene,
  input: GenerateClientCertificateRequest,
  work: (clientCertificateId: string) => Promise<void>,
): Promise<void> {
  const { clientCertificateId = "" } = await apigateway.generateClientCertificate(input);
  try {
    await work(clientCertificateId);
  } finally {
    await apigateway.deleteClientCertificate({ clientCertificateId }).catch(() => undefined);
  }
}

const replace = (path: string, value: string) => [{ op: "replace" as const, path, value }];

export const CLIENT_CERTIFICATE_CASES: readonly Case[] = casesOf("Client certificates", [
  {
    id: "C-made",
    name: "GenerateClientCertificate answers 201 with an id, the certificate, and the description and tags that it was given",
    source: model("API Gateway GenerateClientCertificate"),
    async run(scene) {
      const given = { description: "Shown to the shop", tags: { team: "shop" } };
      const { clientCertificateId } = await scene.answers(
        scene.apigateway.generateClientCertificate(given),
        201,
        shownCertificate(given),
      );
      await scene.apigateway.deleteClientCertificate({ clientCertificateId });
    },
  },
  {
    id: "C-valid",
    name: "A client certificate is valid for 365 days",
    source: ROTATION,
    run: (scene) =>
      withCertificate(scene, {}, async (clientCertificateId) => {
        const { createdDate, expirationDate } = await scene.apigateway.getClientCertificate({ clientCertificateId });
        scene.same("its life", (expirationDate?.getTime() ?? 0) - (createdDate?.getTime() ?? 0), VALID_MS);
      }),
  },
  {
    id: "C-listed",
    name: "GetClientCertificates shows it with its tags",
    source: model("API Gateway GetClientCertificates"),
    run: (scene) =>
      withCertificate(scene, { tags: { team: "shop" } }, async (clientCertificateId) => {
        const { items = [] } = await scene.apigateway.getClientCertificates({ limit: 500 });
        const found = items.find((item) => item.clientCertificateId === clientCertificateId);
        scene.same("the certificate in the list", found, open({ clientCertificateId, tags: { team: "shop" } }));
      }),
  },
  {
    id: "C-described",
    name: "UpdateClientCertificate replaces the description",
    source: model("API Gateway UpdateClientCertificate"),
    run: (scene) =>
      withCertificate(scene, { description: "one" }, async (clientCertificateId) => {
        const patchOperations = replace("/description", "two");
        const call = scene.apigateway.updateClientCertificate({ clientCertificateId, patchOperations });
        await scene.answers(call, 200, shownCertificate({ clientCertificateId, description: "two" }));
      }),
  },
  {
    id: "C-tagged",
    name: "TagResource and UntagResource change the tags of a client certificate by its ARN",
    source: model("API Gateway TagResource"),
    run: (scene) =>
      withCertificate(scene, { tags: { team: "shop" } }, async (clientCertificateId) => {
        const resourceArn = `arn:aws:apigateway:${scene.region}::/clientcertificates/${clientCertificateId}`;
        await scene.answers(scene.apigateway.tagResource({ resourceArn, tags: { cost: "low" } }), 204, {});
        await scene.answers(scene.apigateway.untagResource({ resourceArn, tagKeys: ["team"] }), 204, {});
        const { tags } = await scene.apigateway.getClientCertificate({ clientCertificateId });
        scene.same("its tags", tags, { cost: "low" });
      }),
  },
  {
    id: "C-unknown",
    name: "GetClientCertificate of one that is not there: 404 NotFoundException",
    source: model("API Gateway GetClientCertificate"),
    async run(scene) {
      await scene.refuses(scene.apigateway.getClientCertificate({ clientCertificateId: "abc123" }), 404, "NotFoundException");
    },
  },
  {
    id: "C-on-stage",
    name: "UpdateStage gives a stage a client certificate, and an empty value takes it away",
    source: documented("API Gateway API Reference, patch operations: UpdateStage"),
    run: (scene) =>
      withCertificate(scene, {}, async (clientCertificateId) => {
        const { stage, deploymentId } = await aStage(scene);
        const given = scene.apigateway.updateStage({
          ...stage,
          patchOperations: replace("/clientCertificateId", clientCertificateId),
        });
        await scene.answers(given, 200, shownStage(deploymentId, { clientCertificateId }));
        const taken = scene.apigateway.updateStage({ ...stage, patchOperations: replace("/clientCertificateId", "") });
        await scene.answers(taken, 200, shownStage(deploymentId));
      }),
  },
  {
    id: "C-in-use",
    name: "DeleteClientCertificate refuses one that a stage shows: 409 ConflictException",
    source: assumed("the model names the exception for this operation; nobody has published when AWS answers it"),
    run: (scene) =>
      withCertificate(scene, {}, async (clientCertificateId) => {
        const { stage } = await aStage(scene);
        await scene.apigateway.updateStage({
          ...stage,
          patchOperations: replace("/clientCertificateId", clientCertificateId),
        });
        await scene.refuses(scene.apigateway.deleteClientCertificate({ clientCertificateId }), 409, "ConflictException");
        await scene.apigateway.updateStage({ ...stage, patchOperations: replace("/clientCertificateId", "") });
      }),
  },
  {
    id: "C-deleted",
    name: "DeleteClientCertificate answers 202, and the certificate is gone",
    source: model("API Gateway DeleteClientCertificate"),
    async run(scene) {
      const { clientCertificateId } = await scene.apigateway.generateClientCertificate({});
      await scene.answers(scene.apigateway.deleteClientCertificate({ clientCertificateId }), 202, {});
      await scene.refuses(scene.apigateway.getClientCertificate({ clientCertificateId }), 404, "NotFoundException");
    },
  },
]);
