/** Deployments, stages, canaries, and what destroying meets, as moto has them. */
import { type Deviations, differs, near } from "../deviation.ts";

export const MOTO_STAGES: Deviations = {
  E02: differs("refuses with 400 NotFoundException where AWS does with 400 BadRequestException"),
  E02b: differs("accepts what AWS refuses with 400 BadRequestException"),
  E03: near(
    "writes id otherwise; leaves out item[0].cacheClusterStatus, item[0].createdDate, item[0].lastUpdatedDate and 1 more; shows item[0].description, item[0].variables besides",
  ),
  E04: differs(
    "has description `` where AWS has `my stage`; leaves out cacheClusterStatus, createdDate, lastUpdatedDate and 1 more",
  ),
  E05: near("leaves out cacheClusterStatus, createdDate, lastUpdatedDate and 1 more"),
  E06: near("leaves out cacheClusterStatus, createdDate, lastUpdatedDate and 1 more; shows description, variables besides"),
  E07: differs("fails with 500 SyntaxError where AWS refuses with 404 NotFoundException"),
  E08: near("leaves out apiSummary"),
  J04: near("writes id otherwise"),
  E10: near("writes id otherwise"),
  E18: near("writes id otherwise"),
  E19: near(
    "leaves out item[0].cacheClusterStatus, item[0].createdDate, item[0].lastUpdatedDate and 1 more; shows item[0].description, item[0].variables besides",
  ),
  E20: differs("makes the stage anew: variables and description are gone"),
  E21: near("makes the stage anew: method settings, tracing and tags are gone"),
  E17: differs("accepts what AWS refuses with 400 BadRequestException"),
  E22: differs(
    "refuses what AWS accepts: 400 BadRequestException `Active stages pointing to this deployment must be moved or deleted`",
  ),
  E24: near("answers 400 where AWS answers 404"),
  E38: differs("looks at the stage name that the deployment was made with, not at the stage"),
  E25: differs("refuses what AWS accepts: 500 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`"),
  "E-update-deployment-rules": differs("fails with 500 SyntaxError where AWS refuses with 400 BadRequestException"),
  E28: differs("has other items; has whether the pages differ: the answer false where AWS has true; leaves out position"),
  E11: near("leaves out cacheClusterStatus, createdDate, lastUpdatedDate and 1 more"),
  "E-create-stage": near("leaves out cacheClusterStatus, createdDate, lastUpdatedDate and 2 more; shows variables besides"),
  E13: differs("has the error: the answer `accepted` where AWS has `one of [`BadRequestException`,`NotFoundException`]`"),
  E14: differs("accepts what AWS refuses with 400 BadRequestException"),
  E15: differs("accepts what AWS refuses with 400 BadRequestException"),
  E16: differs("accepts what AWS refuses with 400 BadRequestException"),
  "E-variable-latest": differs("accepts what AWS refuses with 400 BadRequestException"),
  "E-variable-empty": differs("accepts what AWS refuses with 400 BadRequestException"),
  "E-variable-limits": differs("accepts what AWS refuses with 400 BadRequestException"),
  "E-stage-quota": differs("accepts what AWS refuses with 429 LimitExceededException"),
  E29: differs("has other item"),
  E30: near(
    "leaves out the stages: [0].cacheClusterStatus, the stages: [0].createdDate, the stages: [0].lastUpdatedDate and 5 more; shows the stages: [0].description, the stages: [0].variables, the stages: [1].description and 1 more besides",
  ),
  J05: near("leaves out cacheClusterStatus, createdDate, lastUpdatedDate and 1 more; shows description, variables besides"),
  "E-cache": differs("has cacheClusterStatus `AVAILABLE` where AWS has `CREATE_IN_PROGRESS`"),
  F01: near("leaves out cacheClusterStatus, createdDate, lastUpdatedDate and 1 more; shows description besides"),
  F03: near("leaves out cacheClusterStatus, createdDate, lastUpdatedDate and 1 more; shows description besides"),
  F05: near("leaves out cacheClusterStatus, createdDate, lastUpdatedDate and 1 more; shows variables besides"),
  F06: near("leaves out cacheClusterStatus, createdDate, lastUpdatedDate and 1 more; shows description, variables besides"),
  F07: differs("accepts what AWS refuses with 400 BadRequestException"),
  F08: near("leaves out cacheClusterStatus, createdDate, lastUpdatedDate; shows description, variables besides"),
  "F-many": differs(
    "has methodSettings.*/*.cacheDataEncrypted true where AWS has false; has methodSettings.*/*.throttlingRateLimit 1000 where AWS has 10000; leaves out cacheClusterStatus, createdDate, lastUpdatedDate",
  ),
  F27: differs("accepts what AWS refuses with 400 BadRequestException"),
  F28: differs("accepts what AWS refuses with 400 BadRequestException"),
  "F-op": differs("accepts what AWS refuses with 400 ValidationException"),
  F34: differs("accepts what AWS refuses with 400 BadRequestException"),
  "F-variable-value": differs("accepts what AWS refuses with 400 BadRequestException"),
  F15: differs(
    "refuses what AWS accepts: 400 ValidationException `Member must satisfy enum value set: [add, remove, move, test…",
  ),
  "F-log-replace": differs(
    "cannot get that far: 400 ValidationException `Member must satisfy enum value set: [add, remove, move, test…",
  ),
  "F-log-format": differs(
    "cannot get that far: 400 ValidationException `Member must satisfy enum value set: [add, remove, move, test…",
  ),
  F16: differs("cannot get that far: 400 ValidationException `Member must satisfy enum value set: [add, remove, move, test…"),
  F17: differs("cannot get that far: 400 ValidationException `Member must satisfy enum value set: [add, remove, move, test…"),
  F18: differs("cannot get that far: 400 ValidationException `Member must satisfy enum value set: [add, remove, move, test…"),
  "F-log-paths": differs("refuses with 400 ValidationException where AWS does with 400 BadRequestException"),
  "F-log-empty": differs(
    "cannot get that far: 400 ValidationException `Member must satisfy enum value set: [add, remove, move, test…",
  ),
  F10: differs(
    "has methodSettings.*/*.cacheDataEncrypted true where AWS has false; has methodSettings.*/*.throttlingBurstLimit 2000 where AWS has 5000; leaves out cacheClusterStatus, createdDate, lastUpdatedDate and 1 more",
  ),
  F11: differs(
    "has methodSettings.upload/PUT.cacheDataEncrypted true where AWS has false; has methodSettings.upload/PUT.throttlingRateLimit 1000 where AWS has 10000; leaves out cacheClusterStatus, createdDate, lastUpdatedDate and 1 more",
  ),
  F12: differs(
    "has methodSettings.~1upload/PUT.cacheDataEncrypted true where AWS has false; has methodSettings.~1upload/PUT.throttlingRateLimit 1000 where AWS has 10000; leaves out cacheClusterStatus, createdDate, lastUpdatedDate and 1 more",
  ),
  "F-inherit": differs(
    "has methodSettings.*/*.cacheDataEncrypted true where AWS has false; has methodSettings.*/*.throttlingRateLimit 1000 where AWS has 10000; leaves out cacheClusterStatus, createdDate, lastUpdatedDate and 1 more",
  ),
  F13: near(
    "leaves out cacheClusterStatus, createdDate, lastUpdatedDate and 1 more; shows methodSettings.*/*, description, variables besides",
  ),
  F14: differs("accepts what AWS refuses with 400 BadRequestException"),
  "F-every-setting": near(
    "leaves out cacheClusterStatus, createdDate, lastUpdatedDate and 1 more; shows description, variables besides",
  ),
  F30: differs("fails with 500 SyntaxError where AWS refuses with 400 BadRequestException"),
  "F-cache-ttl": differs("accepts what AWS refuses with 400 BadRequestException"),
  "F-log-role": differs("accepts what AWS refuses with 400 BadRequestException"),
  E33: differs("accepts what AWS refuses with 400 BadRequestException"),
  "E-canary-new-stage": differs("accepts what AWS refuses with 400 BadRequestException"),
  F19: near("leaves out cacheClusterStatus, createdDate, lastUpdatedDate and 2 more"),
  "F-canary-deployment": differs(
    "has deploymentId `ajkk6u1riv` where AWS has `rewhbihaix`; leaves out cacheClusterStatus, createdDate, lastUpdatedDate and 2 more",
  ),
  F20: differs("moves the stage itself to the canary's deployment"),
  F21: differs("sets the stage's own deployment to the missing id"),
  F22: differs("moves the stage itself to the canary's deployment, without a canary"),
  F23: differs("accepts what AWS refuses with 400 BadRequestException"),
  F24: differs(
    "refuses what AWS accepts: 400 ValidationException `Member must satisfy enum value set: [add, remove, move, test…",
  ),
  "F-promote-self": differs(
    "refuses what AWS accepts: 400 ValidationException `Member must satisfy enum value set: [add, remove, move, test…",
  ),
  F25: differs(
    "has deploymentId `kk8ckbcrho` where AWS has `0kknuod7fk`; leaves out cacheClusterStatus, createdDate, lastUpdatedDate and 1 more",
  ),
  F26: differs("fails with 500 SyntaxError where AWS refuses with 400 BadRequestException"),
  "F-copy-paths": differs("refuses with 400 ValidationException where AWS does with 400 BadRequestException"),
  "F-canary-paths": differs("accepts what AWS refuses with 400 BadRequestException"),
  F31: near("leaves out cacheClusterStatus, createdDate, lastUpdatedDate and 2 more; shows description, variables besides"),
  "F-create-stage-canary": differs(
    "accepts what AWS refuses with 400 BadRequestException; leaves out cacheClusterStatus, createdDate, lastUpdatedDate and 2 more; shows description, variables besides",
  ),
  F33: differs(
    "has deploymentId `zjttpx8y52` where AWS has `ospjbnkbq6`; has description `` where AWS has `dev stage`; leaves out cacheClusterStatus, createdDate, lastUpdatedDate and 3 more",
  ),
  "F-canary-again": differs(
    "has deploymentId `ujamlgj9es` where AWS has `o4b8tyxzle`; has description `` where AWS has `dev stage`; leaves out cacheClusterStatus, createdDate, lastUpdatedDate and 3 more",
  ),
  "E-canary-active": differs("accepts what AWS refuses with 400 BadRequestException"),
  T14: differs("cannot get that far: 500 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`"),
  "T-invoke": differs("refuses what AWS accepts: 500 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`"),
  "T-invoke-other-path": differs(
    "refuses what AWS accepts: 500 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`",
  ),
  "T-invoke-parameter": differs(
    "refuses what AWS accepts: 500 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`",
  ),
  "T-invoke-template": differs(
    "refuses what AWS accepts: 500 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`",
  ),
  "T-invoke-no-parameter": differs(
    "refuses what AWS accepts: 500 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`",
  ),
  "T-invoke-query": differs(
    "refuses what AWS accepts: 500 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`",
  ),
  "T-invoke-body": differs("refuses what AWS accepts: 500 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`"),
  "T-invoke-missing": differs("fails with 500 SyntaxError where AWS refuses with 404 NotFoundException"),
  "T-invoke-failed": differs(
    "refuses what AWS accepts: 500 SyntaxError `Unexpected token '<', `<!doctype `... is not valid JSON`",
  ),
  Z03: differs("accepts what AWS refuses with 400 BadRequestException"),
  Z04: near("answers 201 where AWS answers 204"),
  Z11: near("answers 200 where AWS answers 202"),
  Z12: differs("fails with 500 SyntaxError where AWS refuses with 404 NotFoundException"),
};
