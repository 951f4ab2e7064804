/** Where ministack 1.5.33 is not as AWS is. It checks little and routes live resources; its functions do run. */
import type { Deviations } from "./deviation.ts";
import { MINISTACK_APIS } from "./ministack/apis.ts";
import { MINISTACK_AROUND_APIS } from "./ministack/around-apis.ts";
import { MINISTACK_BESIDE_ROUTES } from "./ministack/beside-routes.ts";
import { MINISTACK_CALLS } from "./ministack/calls.ts";
import { MINISTACK_FUNCTIONS } from "./ministack/functions.ts";
import { MINISTACK_INVOCATION } from "./ministack/invocation.ts";
import { MINISTACK_QUEUES_AND_SESSIONS } from "./ministack/queues-and-sessions.ts";
import { MINISTACK_ROLES_AND_BUCKETS } from "./ministack/roles-and-buckets.ts";
import { MINISTACK_STAGES } from "./ministack/stages.ts";
import { MINISTACK_UNFORESEEN } from "./ministack/unforeseen.ts";

export const MINISTACK_DEVIATIONS: Deviations = {
  ...MINISTACK_ROLES_AND_BUCKETS,
  ...MINISTACK_QUEUES_AND_SESSIONS,
  ...MINISTACK_FUNCTIONS,
  ...MINISTACK_INVOCATION,
  ...MINISTACK_APIS,
  ...MINISTACK_BESIDE_ROUTES,
  ...MINISTACK_AROUND_APIS,
  ...MINISTACK_STAGES,
  ...MINISTACK_CALLS,
  ...MINISTACK_UNFORESEEN,
};
