/** Bodies that are bytes: what the API lists arrives whole, what it does not is lost. */
import { IMAGE, images, stored, UPLOAD } from "./builders/images.ts";
import { call, callUntil, mirrored, type Served, served } from "./builders/proxy.ts";
import { type Case, casesOf, documented } from "./case.ts";
import { open } from "./match.ts";
import type { HttpAnswer, Scene } from "./scene.ts";

const BINARY = documented("API Gateway developer guide, Binary media types");

const upload = (scene: Scene, stage: Served["stage"]) => call(scene, stage, "PUT /upload", 200, UPLOAD);

export const BINARY_CASES: readonly Case[] = casesOf("API binary bodies", [
  {
    id: "P10",
    name: "Without binary media types the body of an image arrives as text: isBase64Encoded is false",
    source: BINARY,
    async run(scene) {
      const { stage } = await served(scene);
      const { event } = mirrored(await call(scene, stage, "PUT /upload", 200, UPLOAD));
      scene.same("isBase64Encoded", event.isBase64Encoded, false);
    },
  },
  {
    id: "P11",
    name: "... and what is stored of it is not the image",
    source: BINARY,
    async run(scene) {
      const { stage, buckets } = await images(scene);
      await upload(scene, stage);
      const bytes = await stored(scene, buckets.dev);
      scene.same("whether something was stored", bytes !== undefined, true);
      scene.same("whether it is the image", Buffer.from(bytes ?? []).equals(IMAGE), false);
    },
  },
  {
    id: "P12",
    name: "With image/jpeg among the binary media types at creation the body arrives in base64, byte for byte",
    source: BINARY,
    async run(scene) {
      const { stage } = await served(scene, { api: { binaryMediaTypes: ["image/jpeg"] } });
      const { event } = mirrored(await call(scene, stage, "PUT /upload", 200, UPLOAD));
      const expected = { isBase64Encoded: true, body: Buffer.from(IMAGE).toString("base64") };
      scene.same("the event", event, open(expected));
    },
  },
  {
    id: "P12b",
    name: "... and what is stored is the image",
    source: BINARY,
    async run(scene) {
      const { stage, buckets } = await images(scene, { binaryMediaTypes: ["image/jpeg"] });
      await upload(scene, stage);
      scene.same("whether it is the image", Buffer.from((await stored(scene, buckets.dev)) ?? []).equals(IMAGE), true);
    },
  },
  {
    id: "P13",
    name: "Binary media types patched in count from the next deployment on",
    source: BINARY,
    async run(scene) {
      const { stage, restApiId } = await served(scene);
      await scene.apigateway.updateRestApi({
        restApiId,
        patchOperations: [{ op: "add", path: "/binaryMediaTypes/image~1jpeg" }],
      });
      const before = mirrored(await call(scene, stage, "PUT /upload", 200, UPLOAD));
      scene.same("isBase64Encoded before it is deployed", before.event.isBase64Encoded, false);
      await scene.apigateway.createDeployment(stage);
      const isBinary = (answer: HttpAnswer) => mirrored(answer).event?.isBase64Encoded === true;
      const { event } = mirrored(await callUntil(scene, stage, "PUT /upload", isBinary, UPLOAD));
      scene.same("the event", event, open({ isBase64Encoded: true, body: Buffer.from(IMAGE).toString("base64") }));
    },
  },
  {
    id: "P14",
    name: "... and then what is stored is the image",
    source: BINARY,
    async run(scene) {
      const { stage, restApiId, buckets } = await images(scene);
      await scene.apigateway.updateRestApi({
        restApiId,
        patchOperations: [{ op: "add", path: "/binaryMediaTypes/image~1jpeg" }],
      });
      await scene.apigateway.createDeployment(stage);
      await callUntil(scene, stage, "PUT /upload", ({ json }) => (json as { b64?: boolean } | undefined)?.b64 === true, UPLOAD);
      scene.same("whether it is the image", Buffer.from((await stored(scene, buckets.dev)) ?? []).equals(IMAGE), true);
    },
  },
]);
