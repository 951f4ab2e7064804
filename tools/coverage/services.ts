import { API_GATEWAY } from "./api-gateway.ts";
import { IAM } from "./iam.ts";
import { LAMBDA } from "./lambda.ts";
import type { ServiceCoverage } from "./row.ts";
import { S3 } from "./s3.ts";

export const SERVICES: readonly ServiceCoverage[] = [API_GATEWAY, LAMBDA, S3, IAM];
