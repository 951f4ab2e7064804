/** Where LocalEmu 1.3.2 is not as AWS is. Without Docker its functions fail to come to life, and cannot be updated. */
import type { Deviations } from "./deviation.ts";
import { LOCALEMU_APIS } from "./localemu/apis.ts";
import { LOCALEMU_AROUND_APIS } from "./localemu/around-apis.ts";
import { LOCALEMU_BESIDE_ROUTES } from "./localemu/beside-routes.ts";
import { LOCALEMU_CALLS } from "./localemu/calls.ts";
import { LOCALEMU_FUNCTIONS } from "./localemu/functions.ts";
import { LOCALEMU_INVOCATION } from "./localemu/invocation.ts";
import { LOCALEMU_QUEUES_AND_SESSIONS } from "./localemu/queues-and-sessions.ts";
import { LOCALEMU_ROLES_AND_BUCKETS } from "./localemu/roles-and-buckets.ts";
import { LOCALEMU_STAGES } from "./localemu/stages.ts";
import { LOCALEMU_UNFORESEEN } from "./localemu/unforeseen.ts";

export const LOCALEMU_DEVIATIONS: Deviations = {
  ...LOCALEMU_ROLES_AND_BUCKETS,
  ...LOCALEMU_QUEUES_AND_SESSIONS,
  ...LOCALEMU_FUNCTIONS,
  ...LOCALEMU_INVOCATION,
  ...LOCALEMU_APIS,
  ...LOCALEMU_BESIDE_ROUTES,
  ...LOCALEMU_AROUND_APIS,
  ...LOCALEMU_STAGES,
  ...LOCALEMU_CALLS,
  ...LOCALEMU_UNFORESEEN,
};
