/** One client a service, as the conformance cases call them. */
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { SQS } from "@aws-sdk/client-sqs";
import { STS } from "@aws-sdk/client-sts";
import { WAFV2 } from "@aws-sdk/client-wafv2";
import type { Clients } from "../target.ts";

type Service = keyof Clients;

/** The part of the clients' options that all of them have in common. */
interface ClientOptions {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
  readonly requestHandler?: NonNullable<ConstructorParameters<typeof IAM>[0]>["requestHandler"];
}

/** The S3 client warns of empty bodies, which are meant. */
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export function clientsOf(choose: (service: Service) => ClientOptions): Clients {
  const optionsOf = (service: Service) => ({ ...choose(service), logger: SILENT });
  return {
    apigateway: new APIGateway(optionsOf("apigateway")),
    lambda: new Lambda(optionsOf("lambda")),
    s3: new S3({ ...optionsOf("s3"), forcePathStyle: true }),
    iam: new IAM(optionsOf("iam")),
    // An emulator's URLs of queues may name a host that only it knows; its own endpoint is where we ask.
    sqs: new SQS({ ...optionsOf("sqs"), useQueueUrlAsEndpoint: choose("sqs").endpoint === undefined }),
    sts: new STS(optionsOf("sts")),
    wafv2: new WAFV2(optionsOf("wafv2")),
  };
}
