/** What stands at functions and aliases beside them, as LocalEmu has it. */
import { type Deviations, differs, near } from "../deviation.ts";

export const LOCALEMU_INVOCATION: Deviations = {
  "L-provisioned": differs("functions fail to come to life without Docker, and such a one is no version: 500 InternalError"),
  "L-provisioned-version": differs(
    "functions fail to come to life without Docker, and such a one is no version: 500 InternalError",
  ),
  "L-provisioned-weights": differs("functions fail to come to life without Docker, and such a one cannot be updated"),
  "L-url": near("leaves InvokeMode out where it was not asked for"),
  "L-runtime-updates": differs("has no such operation: 501 InternalFailure"),
};
