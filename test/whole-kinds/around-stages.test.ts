import { KINDS } from "./kinds.ts";
import { describeWholeKind } from "./on-the-sandbox.ts";

describeWholeKind(KINDS.clientCertificate);
describeWholeKind(KINDS.apiKey);
describeWholeKind(KINDS.usagePlan);
describeWholeKind(KINDS.domainName);
