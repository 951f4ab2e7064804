/** Which AWS is worked in. */
import type { AwsConfig } from "../aws/connection.ts";
import { systemClock } from "../engine/system-clock.ts";
import { StagekeeperError } from "../model/errors.ts";
import type { PlaceOptions } from "./options.ts";

/** What the options and the environment say of the AWS to work in. Throws `invalid` when that is no address. */
export function awsConfig(options: PlaceOptions): Omit<AwsConfig, "packageCode"> {
  const endpoint = options.endpointUrl ?? process.env.AWS_ENDPOINT_URL_API_GATEWAY ?? process.env.AWS_ENDPOINT_URL;
  if (endpoint && !URL.canParse(endpoint)) {
    throw new StagekeeperError(
      "invalid",
      `no endpoint: "${endpoint}" is no URL; AWS_ENDPOINT_URL takes one as in http://127.0.0.1:4566`,
    );
  }
  return {
    clock: systemClock,
    ...(options.region && { region: options.region }),
    ...(options.profile && { profile: options.profile }),
    ...(options.quotaReserve !== undefined && { quotaReserve: options.quotaReserve / 100 }),
    ...(options.endpointUrl && { endpointUrl: options.endpointUrl }),
    // Emulators answer invoke URLs below their own address; AWS has a host name for each API.
    ...(endpoint && { invokeUrlBase: `${endpoint.replace(/\/+$/, "")}/_aws/execute-api` }),
  };
}
