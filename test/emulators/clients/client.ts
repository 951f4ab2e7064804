/** A client of AWS that somebody else wrote, as a walk-through calls it: operations by the names that the API has for them. */

export type Service = "apigateway" | "iam" | "lambda" | "s3" | "sts";

/** Members as the API names them; bytes are `Uint8Array`, on the way in and out. */
export type Members = Readonly<Record<string, unknown>>;

export interface Refusal {
  readonly code: string;
  readonly message: string;
}

export interface Client {
  /** `Lambda`, `CreateFunction`. Throws `Refused` when AWS says no, any other error when there was no answer of AWS's. */
  call(service: Service, operation: string, members?: Members): Promise<Members>;
  close(): Promise<void>;
}

export interface ClientKind {
  readonly name: string;
  /** Installs what it needs, and speaks to the endpoint. */
  connect(endpoint: string): Promise<Client>;
}

export class Refused extends Error implements Refusal {
  override readonly name = "Refused";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** What the call is refused with. Throws when it is not. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Refused) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("the call was not refused");
}

/** Variables of a machine where nothing is configured but the endpoint, as the sandbox tells people to set them. */
export function environmentFor(endpoint: string): Readonly<Record<string, string | undefined>> {
  return {
    PATH: process.env.PATH,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "sandbox",
    AWS_SECRET_ACCESS_KEY: "sandbox",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    // An answer of one attempt: what a retry would hide is to be seen.
    AWS_MAX_ATTEMPTS: "1",
  };
}
