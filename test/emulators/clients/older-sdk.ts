/** `@aws-sdk/client-*` of an older minor, from before its clients read and wrote by schemas. */
import { olderSdk } from "../../../tools/emulators/older-sdk.ts";
import { type Client, type ClientKind, Refused, type Service } from "./client.ts";

const PACKAGES: Readonly<Record<Service, readonly [string, string]>> = {
  apigateway: ["@aws-sdk/client-api-gateway", "APIGatewayClient"],
  iam: ["@aws-sdk/client-iam", "IAMClient"],
  lambda: ["@aws-sdk/client-lambda", "LambdaClient"],
  s3: ["@aws-sdk/client-s3", "S3Client"],
  sts: ["@aws-sdk/client-sts", "STSClient"],
};

type Send = (command: object) => Promise<Readonly<Record<string, unknown>>>;

/** A package of the older SDK: its client, and a command an operation. */
type SdkModule = Readonly<Record<string, new (input: object) => { readonly send: Send }>>;

export const olderSdkClient: ClientKind = {
  name: "@aws-sdk/client-* 3.899",
  async connect(endpoint): Promise<Client> {
    const require = await olderSdk();
    const credentials = { accessKeyId: "sandbox", secretAccessKey: "sandbox" };
    const clientOf = (service: Service) => {
      const [name, className] = PACKAGES[service];
      // Every package of the SDK exports its client and its commands so.
      const sdk = require(name) as SdkModule;
      return { sdk, client: madeOf(sdk, className, { endpoint, region: "us-east-1", credentials, maxAttempts: 1 }) };
    };
    return {
      async call(service, operation, members = {}) {
        const { sdk, client } = clientOf(service);
        const { $metadata, ...answer } = await client.send(madeOf(sdk, `${operation}Command`, members)).catch(refuse);
        return operation === "GetObject" ? { ...answer, Body: await bytesOf(answer.Body) } : answer;
      },
      close: () => Promise.resolve(),
    };
  },
};

function madeOf(sdk: SdkModule, className: string, input: object): { readonly send: Send } {
  const Class = sdk[className];
  if (Class === undefined) throw new Error(`the older SDK has no ${className}`);
  return new Class(input);
}

/** What AWS answered has a status; everything else is no refusal. */
function refuse(error: unknown): never {
  if (error instanceof Error && "$fault" in error) throw new Refused(error.name, error.message);
  throw error;
}

function bytesOf(body: unknown): Promise<Uint8Array> {
  // The SDK gives every streamed body this method.
  return (body as { transformToByteArray(): Promise<Uint8Array> }).transformToByteArray();
}
