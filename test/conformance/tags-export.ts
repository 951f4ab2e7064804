/** Tags of stages and APIs, and GetExport. */
import { addRoute } from "./builders/api.ts";
import { unmodelled } from "./builders/patch.ts";
import { served } from "./builders/proxy.ts";
import { aStage, shownStage } from "./builders/stage.ts";
import { type Case, casesOf, documented, model } from "./case.ts";
import { aText, open } from "./match.ts";
import type { Scene } from "./scene.ts";

const apiArn = ({ region }: Scene, restApiId: string): string => `arn:aws:apigateway:${region}::/restapis/${restApiId}`;
const stageArn = (scene: Scene, restApiId: string, stageName = "dev"): string =>
  `${apiArn(scene, restApiId)}/stages/${stageName}`;

const INTEGRATIONS = { extensions: "integrations" };

/** The exported document. */
async function exported(
  { apigateway }: Scene,
  restApiId: string,
  exportType = "oas30",
): Promise<Readonly<Record<string, unknown>>> {
  const { body } = await apigateway.getExport({ restApiId, stageName: "dev", exportType, parameters: INTEGRATIONS });
  return JSON.parse(Buffer.from(body ?? []).toString());
}

export const TAG_AND_EXPORT_CASES: readonly Case[] = casesOf("API tags and exports", [
  {
    id: "T01",
    name: "TagResource on a stage answers 204 and nothing else",
    source: model("API Gateway TagResource"),
    async run(scene) {
      const { restApiId } = await aStage(scene);
      const call = scene.apigateway.tagResource({ resourceArn: stageArn(scene, restApiId), tags: { team: "images" } });
      await scene.answers(call, 204, {});
    },
  },
  {
    id: "T02",
    name: "GetTags of a stage shows them",
    source: model("API Gateway GetTags"),
    async run(scene) {
      const { restApiId } = await aStage(scene);
      const resourceArn = stageArn(scene, restApiId);
      await scene.apigateway.tagResource({ resourceArn, tags: { team: "images" } });
      await scene.answers(scene.apigateway.getTags({ resourceArn }), 200, { tags: { team: "images" } });
    },
  },
  {
    id: "T03",
    name: "GetStage shows the tags that TagResource set",
    source: model("API Gateway Stage"),
    async run(scene) {
      const { restApiId, stage, deploymentId } = await aStage(scene);
      await scene.apigateway.tagResource({ resourceArn: stageArn(scene, restApiId), tags: { team: "images" } });
      await scene.answers(scene.apigateway.getStage(stage), 200, shownStage(deploymentId, { tags: { team: "images" } }));
    },
  },
  {
    id: "T04",
    name: "UntagResource answers 204 and nothing else",
    source: model("API Gateway UntagResource"),
    async run(scene) {
      const { restApiId } = await aStage(scene, { tags: { team: "images" } });
      const call = scene.apigateway.untagResource({ resourceArn: stageArn(scene, restApiId), tagKeys: ["team"] });
      await scene.answers(call, 204, {});
    },
  },
  {
    id: "T05",
    name: "GetStage shows what UntagResource has left",
    source: model("API Gateway Stage"),
    async run(scene) {
      const { restApiId, stage, deploymentId } = await aStage(scene, { tags: { team: "images", cost: "low" } });
      await scene.apigateway.untagResource({ resourceArn: stageArn(scene, restApiId), tagKeys: ["team"] });
      await scene.answers(scene.apigateway.getStage(stage), 200, shownStage(deploymentId, { tags: { cost: "low" } }));
    },
  },
  {
    id: "T06",
    name: "GetTags shows the tags that a stage was created with",
    source: model("API Gateway GetTags"),
    async run(scene) {
      const { restApiId } = await aStage(scene, { tags: { team: "images" } });
      const call = scene.apigateway.getTags({ resourceArn: stageArn(scene, restApiId) });
      await scene.answers(call, 200, { tags: { team: "images" } });
    },
  },
  {
    id: "T07",
    name: "TagResource on a stage that is not there: 404 NotFoundException",
    source: model("API Gateway TagResource"),
    async run(scene) {
      const { restApiId } = await aStage(scene);
      const resourceArn = stageArn(scene, restApiId, "nope");
      await scene.refuses(scene.apigateway.tagResource({ resourceArn, tags: { a: "1" } }), 404, "NotFoundException");
    },
  },
  {
    id: "T08",
    name: "TagResource on a REST API answers 204 and nothing else",
    source: model("API Gateway TagResource"),
    async run(scene) {
      const { restApiId } = await aStage(scene);
      const call = scene.apigateway.tagResource({ resourceArn: apiArn(scene, restApiId), tags: { team: "images" } });
      await scene.answers(call, 204, {});
    },
  },
  {
    id: "T09",
    name: "GetRestApi shows the tags that TagResource set",
    source: model("API Gateway RestApi"),
    async run(scene) {
      const { restApiId } = await aStage(scene);
      await scene.apigateway.tagResource({ resourceArn: apiArn(scene, restApiId), tags: { team: "images" } });
      await scene.answers(scene.apigateway.getRestApi({ restApiId }), 200, open({ tags: { team: "images" } }));
    },
  },
  {
    id: "T15",
    name: "GetTags of a REST API shows tags of its creation and later ones as one set",
    source: model("API Gateway GetTags"),
    async run(scene) {
      const { id: restApiId = "" } = await scene.apigateway.createRestApi({ name: scene.newName(), tags: { first: "1" } });
      const resourceArn = apiArn(scene, restApiId);
      await scene.apigateway.tagResource({ resourceArn, tags: { team: "images" } });
      await scene.answers(scene.apigateway.getTags({ resourceArn }), 200, { tags: { first: "1", team: "images" } });
    },
  },
  {
    id: "T-aws-prefix",
    name: "TagResource refuses a key that begins with aws:",
    source: documented("API Gateway developer guide, Tagging: restrictions"),
    async run(scene) {
      const { restApiId } = await aStage(scene);
      const call = scene.apigateway.tagResource({ resourceArn: stageArn(scene, restApiId), tags: { "aws:mine": "1" } });
      await scene.refuses(call, 400, "BadRequestException");
    },
  },
  {
    id: "T10",
    name: "GetExport of a stage as oas30 answers 200 with a document to be saved",
    source: model("API Gateway GetExport"),
    async run(scene) {
      const { stage } = await aStage(scene);
      const answer = await scene.apigateway.getExport({ ...stage, exportType: "oas30" });
      scene.same("the status", answer.$metadata.httpStatusCode, 200);
      scene.same("contentDisposition", answer.contentDisposition, aText(/^attachment; filename=/));
      scene.same("whether there is a body", (answer.body?.length ?? 0) > 0, true);
    },
  },
  {
    id: "T11",
    name: "GetExport shows OpenAPI 3.0.1 with PUT /upload and its integration, types in lower case",
    source: documented("API Gateway developer guide, Export a REST API"),
    async run(scene) {
      const { restApiId } = await served(scene);
      const integration = open({ type: "aws_proxy", httpMethod: "POST", passthroughBehavior: "when_no_match", uri: aText() });
      const paths = { "/upload": { put: open({ "x-amazon-apigateway-integration": integration }) } };
      scene.same("the document", await exported(scene, restApiId), open({ openapi: "3.0.1", paths }));
    },
  },
  {
    id: "T11b",
    name: "GetExport shows what is deployed on the stage, not what was added since",
    source: documented("API Gateway developer guide, Export a REST API: from a stage"),
    async run(scene) {
      const { restApiId, rootId } = await aStage(scene);
      await addRoute(scene, restApiId, new Map([["/", rootId]]), { route: "GET /later" });
      scene.same("the document", await exported(scene, restApiId), open({ paths: { "/": open({}) } }));
    },
  },
  {
    id: "T-swagger",
    name: "GetExport shows Swagger 2.0 when asked for it, with the stage as base path",
    source: documented("API Gateway developer guide, Export a REST API"),
    async run(scene) {
      const { restApiId } = await aStage(scene);
      const document = await exported(scene, restApiId, "swagger");
      scene.same("the document", document, open({ swagger: "2.0", basePath: "/dev", paths: { "/": open({}) } }));
    },
  },
  {
    id: "T12",
    name: "GetExport of a stage that is not there: 404 NotFoundException",
    source: model("API Gateway GetExport"),
    async run(scene) {
      const { restApiId } = await aStage(scene);
      const call = scene.apigateway.getExport({ restApiId, stageName: "nope", exportType: "oas30" });
      await scene.refuses(call, 404, "NotFoundException", "Invalid stage identifier specified");
    },
  },
  {
    id: "T13",
    name: "GetExport refuses a type that it does not know: 400 BadRequestException",
    source: documented("API Gateway API reference, GetExport: exportType"),
    async run(scene) {
      const { stage } = await aStage(scene);
      const call = scene.apigateway.getExport({ ...stage, exportType: unmodelled("raml") });
      await scene.refuses(call, 400, "BadRequestException");
    },
  },
]);
