/** Every case of API Gateway's control plane and of its data plane. */

import { ACCESS_LOG_CASES } from "./access-logs.ts";
import { ACCESS_POLICY_CASES } from "./access-policies.ts";
import { API_KEY_CASES } from "./api-keys.ts";
import { AUTHORIZER_CASES } from "./authorizers.ts";
import { BINARY_CASES } from "./binary.ts";
import { CALL_CASES } from "./calls.ts";
import { CANARY_CASES } from "./canary.ts";
import type { Case } from "./case.ts";
import { CLIENT_CERTIFICATE_CASES } from "./client-certificates.ts";
import { CUSTOM_INTEGRATION_CASES } from "./custom-integrations.ts";
import { DATA_PLANE_CASES } from "./data-plane.ts";
import { DEPLOYMENT_CASES } from "./deployments.ts";
import { DESTROY_CASES } from "./destroy.ts";
import { DOCUMENTATION_CASES } from "./documentation.ts";
import { DOMAIN_NAME_CASES } from "./domain-names.ts";
import { GATEWAY_RESPONSE_CASES } from "./gateway-responses.ts";
import { INTEGRATION_CASES } from "./integrations.ts";
import { KEPT_DEPLOYMENT_CASES } from "./kept-deployments.ts";
import { METHOD_SETTING_CASES } from "./method-settings.ts";
import { METHOD_CASES } from "./methods.ts";
import { MODEL_CASES } from "./models.ts";
import { NEW_MEMBER_CASES } from "./new-members.ts";
import { PROXY_ANSWER_CASES } from "./proxy-answers.ts";
import { PROXY_EVENT_CASES } from "./proxy-events.ts";
import { PUT_REST_API_CASES } from "./put-rest-api.ts";
import { REQUEST_VALIDATOR_CASES } from "./request-validators.ts";
import { RESOURCE_CASES } from "./resources.ts";
import { RESPONSE_CASES } from "./responses.ts";
import { REST_API_CASES } from "./rest-apis.ts";
import { STAGE_CASES } from "./stages.ts";
import { TAG_AND_EXPORT_CASES } from "./tags-export.ts";
import { TEST_INVOKE_CASES } from "./test-invoke.ts";
import { THROTTLING_CASES } from "./throttling.ts";
import { UPDATE_RESOURCE_CASES } from "./update-resource.ts";
import { UPDATE_REST_API_CASES } from "./update-rest-api.ts";
import { UPDATE_STAGE_CASES } from "./update-stage.ts";
import { USAGE_PLAN_CASES } from "./usage-plans.ts";
import { WEB_ACL_CASES } from "./web-acls.ts";

export const GATEWAY_CASES: readonly Case[] = [
  ...REST_API_CASES,
  ...UPDATE_REST_API_CASES,
  ...PUT_REST_API_CASES,
  ...RESOURCE_CASES,
  ...UPDATE_RESOURCE_CASES,
  ...METHOD_CASES,
  ...INTEGRATION_CASES,
  ...RESPONSE_CASES,
  ...NEW_MEMBER_CASES,
  ...DOCUMENTATION_CASES,
  ...AUTHORIZER_CASES,
  ...GATEWAY_RESPONSE_CASES,
  ...MODEL_CASES,
  ...REQUEST_VALIDATOR_CASES,
  ...DEPLOYMENT_CASES,
  ...KEPT_DEPLOYMENT_CASES,
  ...STAGE_CASES,
  ...UPDATE_STAGE_CASES,
  ...ACCESS_LOG_CASES,
  ...METHOD_SETTING_CASES,
  ...CANARY_CASES,
  ...CLIENT_CERTIFICATE_CASES,
  ...WEB_ACL_CASES,
  ...API_KEY_CASES,
  ...USAGE_PLAN_CASES,
  ...DOMAIN_NAME_CASES,
  ...TAG_AND_EXPORT_CASES,
  ...TEST_INVOKE_CASES,
  ...CALL_CASES,
  ...THROTTLING_CASES,
  ...ACCESS_POLICY_CASES,
  ...DATA_PLANE_CASES,
  ...BINARY_CASES,
  ...PROXY_ANSWER_CASES,
  ...PROXY_EVENT_CASES,
  ...CUSTOM_INTEGRATION_CASES,
  ...DESTROY_CASES,
];
