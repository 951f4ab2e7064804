/** Throttling of a stage's calls: for all routes, for one, and which limit counts. */
import { addRoute, deploymentOf } from "./builders/api.ts";
import { mocked, refusal, shown } from "./builders/mocked.ts";
import { replace } from "./builders/patch.ts";
import { call } from "./builders/proxy.ts";
import { type Case, casesOf, documented } from "./case.ts";

const THROTTLING = "API Gateway developer guide, Throttle requests to your REST APIs";

export const THROTTLING_CASES: readonly Case[] = casesOf("API calls", [
  {
    id: "P24",
    name: "A stage throttled to one request a second and a burst of one answers some of twelve quick calls 429",
    source: documented(THROTTLING),
    async run(scene) {
      const { stage } = await mocked(scene, "{}");
      await call(scene, stage, "GET /existing", 200);
      const limits = [replace("/*/*/throttling/rateLimit", "1"), replace("/*/*/throttling/burstLimit", "1")];
      await scene.apigateway.updateStage({ ...stage, patchOperations: limits });
      const quickly = async () =>
        Promise.all(Array.from({ length: 12 }, () => scene.request(stage.restApiId, "dev", "GET /existing")));
      let answers = await quickly();
      for (let again = 0; again < 5 && answers.every(({ status }) => status === 200); again++) {
        await scene.pause(2000);
        answers = await quickly();
      }
      const refused = answers.find(({ status }) => status === 429);
      scene.same("whether some were refused", refused !== undefined, true);
      if (refused) {
        const expected = refusal(429, '{"message":"Too Many Requests"}', "TooManyRequestsException");
        scene.same("the refusal", shown(refused), expected);
      }
    },
  },
  {
    id: "P-throttle-route",
    name: "A route throttled to nothing is answered 429, and leaves the others alone",
    source: documented(`${THROTTLING}: method-level throttling`),
    async run(scene) {
      const { stage, resources } = await mocked(scene, "{}");
      await addRoute(scene, stage.restApiId, new Map(resources), { route: "GET /free" });
      const patchOperations = [
        replace("/deploymentId", await deploymentOf(scene, stage.restApiId)),
        replace("/existing/GET/throttling/rateLimit", "0"),
        replace("/existing/GET/throttling/burstLimit", "0"),
      ];
      await scene.apigateway.updateStage({ ...stage, patchOperations });
      scene.same("the throttled route", (await call(scene, stage, "GET /existing", 429)).status, 429);
      const free = await scene.request(stage.restApiId, "dev", "GET /free");
      scene.same("whether the other is throttled", free.status === 429, false);
    },
  },
  {
    id: "P-throttle-override",
    name: "A route's own limits go before those of the whole stage",
    source: documented(`${THROTTLING}: method-level throttling`),
    async run(scene) {
      const { stage } = await mocked(scene, "{}");
      const patchOperations = [
        replace("/*/*/throttling/rateLimit", "0"),
        replace("/*/*/throttling/burstLimit", "0"),
        replace("/existing/GET/throttling/rateLimit", "100"),
        replace("/existing/GET/throttling/burstLimit", "100"),
      ];
      await scene.apigateway.updateStage({ ...stage, patchOperations });
      scene.same("the status of the route that may", (await call(scene, stage, "GET /existing", 200)).status, 200);
    },
  },
]);
