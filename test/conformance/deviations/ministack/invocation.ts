/** What stands at functions and aliases beside them, as ministack has it. */
import { type Deviations, differs, near } from "../deviation.ts";

export const MINISTACK_INVOCATION: Deviations = {
  "L-provisioned": differs("allots at once: Status is READY; has another text where there is none"),
  "L-provisioned-unpublished": differs("accepts what AWS refuses with 400 InvalidParameterValueException"),
  "L-provisioned-version": differs("accepts what AWS refuses with 409 ResourceConflictException"),
  "L-provisioned-weights": differs("accepts what AWS refuses with 409 ResourceConflictException"),
  "L-url": differs(
    "names the function in place of the alias, shows InvokeMode besides, and has another text where there is none",
  ),
  "L-url-twice": near("has another text; leaves Type out of the error"),
  "L-url-missing": near("has other texts; leaves Type out of the errors"),
  "L-url-version": differs("refuses with 400 InvalidParameterValueException"),
  "L-events": differs("takes UpdateFunctionEventInvokeConfig for one of a missing function"),
  "L-events-none": near("names the function without its ARN; leaves Type out of the error"),
  "L-events-nothing": differs("accepts what AWS refuses with 400 InvalidParameterValueException"),
  "L-signing-none": near("shows CodeSigningConfigArn and FunctionName besides"),
  "L-signing": differs("accepts a configuration that is not there"),
  "L-runtime-updates": differs("has no such operation: 404 Function not found"),
};
