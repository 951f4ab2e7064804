/** What stands at functions and aliases beside them, as moto has it. */
import { type Deviations, differs, near } from "../deviation.ts";

const NO_SUCH = "has no such operation: 404 with a page";

export const MOTO_INVOCATION: Deviations = {
  "L-provisioned": differs(NO_SUCH),
  "L-provisioned-unpublished": differs(NO_SUCH),
  "L-provisioned-version": differs(NO_SUCH),
  "L-provisioned-weights": differs(NO_SUCH),
  "L-url": differs("has URLs of functions only, not of aliases, and writes InvokeMode otherwise"),
  "L-url-twice": differs("accepts what AWS refuses with 409 ResourceConflictException"),
  "L-url-missing": differs("answers 500 where AWS answers 404"),
  "L-url-version": differs("answers 404 ResourceNotFoundException where AWS answers 400 ValidationException"),
  "L-events": differs("has the settings of functions only, not of aliases, and leaves out DestinationConfig"),
  "L-events-none": near("names the function in place of the alias; leaves Type out of the error"),
  "L-events-nothing": differs("accepts what AWS refuses with 400 InvalidParameterValueException"),
  "L-signing-none": differs("tells the function's name, and cannot delete"),
  "L-signing": differs(NO_SUCH),
  "L-recursion": differs(NO_SUCH),
  "L-runtime-updates": differs(NO_SUCH),
};
