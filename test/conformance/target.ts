/** Anything that answers as AWS does, or says it does: the sandbox, an emulator, AWS itself. */
import type { APIGateway } from "@aws-sdk/client-api-gateway";
import type { IAM } from "@aws-sdk/client-iam";
import type { Lambda } from "@aws-sdk/client-lambda";
import type { S3 } from "@aws-sdk/client-s3";
import type { SQS } from "@aws-sdk/client-sqs";
import type { STS } from "@aws-sdk/client-sts";
import type { WAFV2 } from "@aws-sdk/client-wafv2";

export interface Clients {
  readonly apigateway: APIGateway;
  readonly lambda: Lambda;
  readonly s3: S3;
  readonly iam: IAM;
  readonly sqs: SQS;
  readonly sts: STS;
  readonly wafv2: WAFV2;
}

export interface Target {
  readonly name: string;
  /** The account that one case runs in: a new one in the sandbox, elsewhere the one there is. */
  openAccount(): Promise<Account>;
  /** Ends what all cases shared. */
  close(): Promise<void>;
}

export interface Account extends Clients {
  /** Twelve digits. */
  readonly accountId: string;
  readonly region: string;
  /** Part of the names that are made here, so that they differ from everybody else's. Lower case. */
  readonly prefix: string;
  /** ARN of a role that Lambda can assume, made when first asked for. */
  lambdaRole(): Promise<string>;
  /** Lets time pass: the sandbox's own clock, real time elsewhere. */
  pause(ms: number): Promise<void>;
  /** Milliseconds between two looks at a state that changes by itself. */
  readonly pollMs: number;
  /** Base of a stage's invoke URL; undefined where there is no data plane. */
  invokeUrl(apiId: string, stageName: string): Promise<string | undefined>;
  /** How a custom domain name is called: where, and by which Host; undefined where there is no data plane, or no DNS. */
  domainUrl(domainName: string): Promise<{ readonly url: string; readonly host: string } | undefined>;
  /** Removes what the case made. */
  close(): Promise<void>;
}
