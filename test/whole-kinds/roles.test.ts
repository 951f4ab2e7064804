import { KINDS } from "./kinds.ts";
import { describeWholeKind } from "./on-the-sandbox.ts";

describeWholeKind(KINDS.role);
