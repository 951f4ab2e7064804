/** Clients of an account's own user, who may do anything: how tests look at an account and meddle with it. */
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { WAFV2 } from "@aws-sdk/client-wafv2";
import type { Clock } from "../../src/model/ports.ts";

export interface RootClients {
  readonly clock: Clock;
  readonly apigateway: APIGateway;
  readonly cloudwatch: CloudWatch;
  readonly iam: IAM;
  readonly lambda: Lambda;
  readonly s3: S3;
  readonly wafv2: WAFV2;
}

type Service = Exclude<keyof RootClients, "clock">;

/** The part of the clients' options that all of them have in common. */
interface ClientOptions {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
  readonly requestHandler?: NonNullable<ConstructorParameters<typeof IAM>[0]>["requestHandler"];
}

export function rootClients(clock: Clock, choose: (service: Service) => ClientOptions): RootClients {
  const optionsOf = (service: Service) => ({ ...choose(service), maxAttempts: 1 });
  return {
    clock,
    apigateway: new APIGateway(optionsOf("apigateway")),
    cloudwatch: new CloudWatch(optionsOf("cloudwatch")),
    iam: new IAM(optionsOf("iam")),
    lambda: new Lambda(optionsOf("lambda")),
    s3: new S3({ ...optionsOf("s3"), forcePathStyle: true }),
    wafv2: new WAFV2(optionsOf("wafv2")),
  };
}
