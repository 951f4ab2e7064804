/** Where moto 5.2.1 is not as AWS is. It has no data plane, and functions that run need Docker. */
import type { Deviations } from "./deviation.ts";
import { MOTO_APIS } from "./moto/apis.ts";
import { MOTO_AROUND_APIS } from "./moto/around-apis.ts";
import { MOTO_BESIDE_ROUTES } from "./moto/beside-routes.ts";
import { MOTO_CALLS } from "./moto/calls.ts";
import { MOTO_FUNCTIONS } from "./moto/functions.ts";
import { MOTO_INVOCATION } from "./moto/invocation.ts";
import { MOTO_QUEUES_AND_SESSIONS } from "./moto/queues-and-sessions.ts";
import { MOTO_ROLES_AND_BUCKETS } from "./moto/roles-and-buckets.ts";
import { MOTO_STAGES } from "./moto/stages.ts";
import { MOTO_UNFORESEEN } from "./moto/unforeseen.ts";

export const MOTO_DEVIATIONS: Deviations = {
  ...MOTO_ROLES_AND_BUCKETS,
  ...MOTO_QUEUES_AND_SESSIONS,
  ...MOTO_FUNCTIONS,
  ...MOTO_INVOCATION,
  ...MOTO_APIS,
  ...MOTO_BESIDE_ROUTES,
  ...MOTO_AROUND_APIS,
  ...MOTO_STAGES,
  ...MOTO_CALLS,
  ...MOTO_UNFORESEEN,
};
