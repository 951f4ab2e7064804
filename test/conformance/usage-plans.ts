/** Usage plans: made, shown, changed, with keys in them, and what they let a key's callers do. */
import type { CreateUsagePlanRequest, PatchOperation } from "@aws-sdk/client-api-gateway";
import { mocked } from "./builders/mocked.ts";
import { remove, replace } from "./builders/patch.ts";
import { call } from "./builders/proxy.ts";
import { aStage } from "./builders/stage.ts";
import { type Case, casesOf, documented, model, recorded } from "./case.ts";
import { open, the } from "./match.ts";
import type { HttpAnswer, Scene } from "./scene.ts";

const LIFECYCLE = recorded("TestUsagePlans::test_usage_plan_crud");
const REQUIRED = recorded("TestUsagePlans::test_api_key_required_for_methods");
const PLAN_KEYS = recorded("TestApigatewayApiKeysCrud::test_get_usage_plan_api_keys");
const LIMITS = documented("AWS re:Post knowledge center, 429 Too Many Requests or Limit Exceeded errors of API Gateway");

const shown = (name: string, more: object = {}): object => ({ id: the("plan"), name, ...more });

async function aPlan(scene: Scene, input: Partial<CreateUsagePlanRequest> = {}) {
  const { apigateway } = scene;
  const name = scene.newName("plan");
  const { id: usagePlanId } = await apigateway.createUsagePlan({ name, ...input });
  const update = (...patchOperations: PatchOperation[]) => apigateway.updateUsagePlan({ usagePlanId, patchOperations });
  return { name, usagePlanId, update };
}

/** An enabled key; gives its id and value. */
async function aKey({ apigateway, newName }: Scene, stem = "key") {
  const name = newName(stem);
  const { id: keyId = "", value = "" } = await apigateway.createApiKey({ name, enabled: true });
  return { name, keyId, value };
}

/** A key of a plan for stage `dev`, whose only route wants one; gives what calls it. */
async function keyed(scene: Scene, limits: Pick<CreateUsagePlanRequest, "quota" | "throttle"> = {}) {
  const { stage } = await mocked(scene, "{}", { method: { apiKeyRequired: true } });
  const { restApiId, stageName } = stage;
  const { usagePlanId } = await aPlan(scene, { apiStages: [{ apiId: restApiId, stage: stageName }], ...limits });
  const { keyId, value } = await aKey(scene);
  await scene.apigateway.createUsagePlanKey({ usagePlanId, keyId, keyType: "API_KEY" });
  const withKey = (key: string): RequestInit => ({ headers: { "x-api-key": key } });
  return { stage, keyId, value, withKey };
}

const told = ({ status, json }: HttpAnswer): object => ({ status, json });

export const USAGE_PLAN_CASES: readonly Case[] = casesOf("API keys and usage plans", [
  {
    id: "UP-plan-made",
    name: "CreateUsagePlan answers 201 without tags where there are none, GetUsagePlan shows that there are none",
    source: LIFECYCLE,
    async run(scene) {
      const { apigateway } = scene;
      const { stage } = await aStage(scene);
      const apiStages = [{ apiId: stage.restApiId, stage: stage.stageName }];
      const given = { name: scene.newName("plan"), description: "this is my usage plan", apiStages };
      const { name, ...more } = given;
      const { id: usagePlanId } = await scene.answers(apigateway.createUsagePlan(given), 201, shown(name, more));
      await scene.answers(apigateway.getUsagePlan({ usagePlanId }), 200, shown(name, { ...more, tags: {} }));
      const { items = [] } = await apigateway.getUsagePlans({ limit: 500 });
      scene.same(
        "the plan in the list",
        items.find(({ id }) => id === usagePlanId),
        shown(name, more),
      );
    },
  },
  {
    id: "UP-plan-limits",
    name: "CreateUsagePlan shows quota, throttle and tags as they were given, and a burst may be more than the rate",
    source: recorded(
      "TestUsagePlans::test_api_key_required_for_methods, TestApigatewayApiKeysCrud::test_create_usage_plan_with_throttle",
    ),
    async run(scene) {
      const name = scene.newName("plan");
      const given = {
        quota: { limit: 10, offset: 0, period: "DAY" as const },
        throttle: { rateLimit: 10, burstLimit: 20 },
        tags: { tag_key: "tag_value" },
      };
      const made = scene.apigateway.createUsagePlan({ name, ...given });
      await scene.answers(made, 201, shown(name, { ...given, apiStages: [] }));
    },
  },
  {
    id: "UP-plan-update",
    name: "UpdateUsagePlan gives a plan throttle and quota, shown as numbers",
    source: LIFECYCLE,
    async run(scene) {
      const { name, update } = await aPlan(scene);
      const patched = update(
        replace("/throttle/burstLimit", "100"),
        replace("/throttle/rateLimit", "200"),
        replace("/quota/period", "MONTH"),
        replace("/quota/limit", "5000"),
      );
      await scene.answers(
        patched,
        200,
        shown(name, {
          apiStages: [],
          throttle: { burstLimit: 100, rateLimit: 200 },
          quota: { limit: 5000, offset: 0, period: "MONTH" },
          tags: {},
        }),
      );
    },
  },
  {
    id: "UP-plan-unknown",
    name: "UpdateUsagePlan of a plan that is not there: 404 NotFoundException",
    source: LIFECYCLE,
    async run(scene) {
      const { usagePlanId } = await aPlan(scene);
      const patchOperations = [replace("/throttle/burstLimit", "100"), replace("/throttle/rateLimit", "200")];
      const call = scene.apigateway.updateUsagePlan({ usagePlanId: `${usagePlanId}1`, patchOperations });
      await scene.refuses(call, 404, "NotFoundException", "Invalid Usage Plan ID specified");
    },
  },
  {
    id: "UP-plan-other-stage",
    name: "UpdateUsagePlan refuses to remove stages that the plan does not have, 404, and what names none, 400",
    source: LIFECYCLE,
    async run(scene) {
      const { stage } = await aStage(scene);
      const { restApiId: apiId, stageName } = stage;
      const { usagePlanId, update } = await aPlan(scene, { apiStages: [{ apiId, stage: stageName }] });
      const without = (value?: string) => update({ ...remove("/apiStages"), ...(value !== undefined && { value }) });
      await scene.refuses(without(), 400, "BadRequestException", "Invalid API Stage specified");
      await scene.refuses(without("fakevalue"), 400, "BadRequestException", "Invalid API Stage specified");
      const missing = (api: string, name: string) => {
        const text = `Invalid API Stage {api: ${api}, stage: ${name}} specified for usageplan ${usagePlanId}`;
        return scene.refuses(without(`${api}:${name}`), 404, "NotFoundException", text);
      };
      await missing(`${apiId}b`, stageName);
      await missing(apiId, "fakestagename");
    },
  },
  {
    id: "UP-plan-no-stage",
    name: "CreateUsagePlan refuses a stage without a name, in words that AWS has left unfinished",
    source: documented("aws/aws-sdk#354: the answer of AWS"),
    async run(scene) {
      const { stage } = await aStage(scene);
      const apiStages = [{ apiId: stage.restApiId, stage: "" }];
      const made = scene.apigateway.createUsagePlan({ name: scene.newName("plan"), apiStages });
      const text = "Invalid API Stage {api: %s, stage: %s} specified for usageplan %s";
      await scene.refuses(made, 400, "BadRequestException", text);
    },
  },
  {
    id: "UP-plan-removable",
    name: "UpdateUsagePlan refuses to remove a stage by its path, and lists what can be removed",
    source: documented("boto/boto3#2629: the answer of AWS"),
    async run(scene) {
      const { stage } = await aStage(scene);
      const { restApiId: apiId, stageName } = stage;
      const { update } = await aPlan(scene, { apiStages: [{ apiId, stage: stageName }] });
      const path = `/apiStages/${apiId}:${stageName}`;
      const text = `Invalid patch path  '${path}' specified for op 'remove'. Must be one of: [/apiStages, /quota, /throttle, /productCode, /apiStages/<apidId:stageName>/throttle/<resourcePath>/<httpMethod>, /apiStages/<apidId:stageName>/throttle]`;
      await scene.refuses(update(remove(path)), 400, "BadRequestException", text);
    },
  },
  {
    id: "UP-plan-in-use",
    name: "DeleteUsagePlan refuses while the plan has a stage, and names one; without it answers 202",
    source: documented("aws/aws-sdk-js#3841: the answer of AWS"),
    async run(scene) {
      const { apigateway } = scene;
      const { stage } = await aStage(scene);
      const { restApiId: apiId, stageName } = stage;
      const { usagePlanId, update } = await aPlan(scene, { apiStages: [{ apiId, stage: stageName }] });
      const text = `Cannot delete Usage Plan ${usagePlanId} because there are API Stages associated with it, including ${apiId}:${stageName}`;
      await scene.refuses(apigateway.deleteUsagePlan({ usagePlanId }), 400, "BadRequestException", text);
      await update({ ...remove("/apiStages"), value: `${apiId}:${stageName}` });
      await scene.answers(apigateway.deleteUsagePlan({ usagePlanId }), 202, {});
    },
  },
  {
    id: "UP-plan-keys",
    name: "GetUsagePlanKeys lists the newest first, with values; nameQuery is the beginning of a name; deleted keys are gone",
    source: PLAN_KEYS,
    async run(scene) {
      const { apigateway } = scene;
      const { usagePlanId } = await aPlan(scene);
      const keys = [await aKey(scene, "one"), await aKey(scene, "two")];
      const item = ({ keyId: id, name, value }: (typeof keys)[number]) => ({ id, name, value, type: "API_KEY" });
      for (const key of keys) {
        const added = apigateway.createUsagePlanKey({ usagePlanId, keyId: key.keyId, keyType: "API_KEY" });
        await scene.answers(added, 201, item(key));
      }
      const list = (nameQuery?: string) => apigateway.getUsagePlanKeys({ usagePlanId, nameQuery });
      await scene.answers(list(), 200, { items: keys.toReversed().map(item) });
      await scene.answers(list(keys[0]?.name), 200, { items: keys.slice(0, 1).map(item) });
      await scene.answers(list(keys[0]?.name.toUpperCase()), 200, { items: [] });
      for (const { keyId: apiKey } of keys) await apigateway.deleteApiKey({ apiKey });
      await scene.answers(list(), 200, { items: [] });
    },
  },
  {
    id: "UP-plan-keys-unknown",
    name: "GetUsagePlanKeys of a plan that is not there lists none, without complaint",
    source: PLAN_KEYS,
    async run(scene) {
      await scene.answers(scene.apigateway.getUsagePlanKeys({ usagePlanId: "bad-id" }), 200, { items: [] });
    },
  },
  {
    id: "UP-plan-key-deleted",
    name: "DeleteUsagePlanKey answers 202 and leaves the key where it is",
    source: model("API Gateway DeleteUsagePlanKey"),
    async run(scene) {
      const { apigateway } = scene;
      const { usagePlanId } = await aPlan(scene);
      const { keyId } = await aKey(scene);
      await apigateway.createUsagePlanKey({ usagePlanId, keyId, keyType: "API_KEY" });
      await scene.answers(apigateway.deleteUsagePlanKey({ usagePlanId, keyId }), 202, {});
      await scene.answers(apigateway.getUsagePlanKeys({ usagePlanId }), 200, { items: [] });
      await scene.answers(apigateway.getApiKey({ apiKey: keyId }), 200, open({ id: keyId, enabled: true }));
    },
  },
  {
    id: "UP-called",
    name: "A route that wants a key answers 403 without, 200 with one of a plan of its stage, and 403 once that is disabled",
    source: REQUIRED,
    async run(scene) {
      const { stage, keyId, value, withKey } = await keyed(scene);
      scene.same("without", (await call(scene, stage, "GET /existing", 403)).status, 403);
      scene.same("with", (await call(scene, stage, "GET /existing", 200, withKey(value))).status, 200);
      const patchOperations = [replace("/enabled", "false")];
      await scene.apigateway.updateApiKey({ apiKey: keyId, patchOperations });
      scene.same("disabled", (await call(scene, stage, "GET /existing", 403, withKey(value))).status, 403);
    },
  },
  {
    id: "UP-called-unknown",
    name: "A key that there is not is answered 403 Forbidden",
    source: documented("API Gateway developer guide, Choose an API key source"),
    async run(scene) {
      const { stage, withKey } = await keyed(scene);
      const answer = await call(scene, stage, "GET /existing", 403, withKey("no-key-of-this-value-anywhere"));
      scene.same("the answer", told(answer), { status: 403, json: { message: "Forbidden" } });
    },
  },
  {
    id: "UP-called-no-plan",
    name: "A key that is in no plan of the stage is answered 403 Forbidden",
    source: documented("serverless/serverless#2450: the answer of AWS"),
    async run(scene) {
      const { stage, withKey } = await keyed(scene);
      const { value } = await aKey(scene, "other");
      const answer = await call(scene, stage, "GET /existing", 403, withKey(value));
      scene.same("the answer", told(answer), { status: 403, json: { message: "Forbidden" } });
    },
  },
  {
    id: "UP-called-quota",
    name: "More calls than a plan's quota are answered 429 Limit Exceeded",
    source: LIMITS,
    async run(scene) {
      const { stage, value, withKey } = await keyed(scene, { quota: { limit: 2, offset: 0, period: "DAY" } });
      const get = () => scene.request(stage.restApiId, "dev", "GET /existing", withKey(value));
      const first = await call(scene, stage, "GET /existing", 200, withKey(value));
      scene.same("the first", first.status, 200);
      scene.same("the second", (await get()).status, 200);
      scene.same("the third", told(await get()), { status: 429, json: { message: "Limit Exceeded" } });
    },
  },
  {
    id: "UP-called-throttled",
    name: "Of twelve quick calls with a key of a plan that allows one a second some are answered 429 Too Many Requests",
    source: LIMITS,
    async run(scene) {
      const { stage, value, withKey } = await keyed(scene, { throttle: { rateLimit: 1, burstLimit: 1 } });
      await call(scene, stage, "GET /existing", 200, withKey(value));
      const get = () => scene.request(stage.restApiId, "dev", "GET /existing", withKey(value));
      const answers = await Promise.all(Array.from({ length: 12 }, get));
      const refused = answers.find(({ status }) => status === 429);
      scene.same("whether some were refused", refused !== undefined, true);
      if (refused) scene.same("the refusal", told(refused), { status: 429, json: { message: "Too Many Requests" } });
    },
  },
]);
