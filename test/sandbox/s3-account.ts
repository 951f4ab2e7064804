/** A sandbox account with an S3 client on it. */
import { S3 } from "@aws-sdk/client-s3";
import { createSandbox, type Sandbox, type SandboxOptions } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock, type VirtualClock } from "../../src/sandbox/virtual-clock.ts";

export interface S3Account {
  readonly s3: S3;
  readonly sandbox: Sandbox;
  readonly clock: VirtualClock;
}

const ACCOUNT = "111111111111";

export function s3Account(options: Partial<SandboxOptions> = {}): S3Account {
  const clock = createVirtualClock();
  const region = options.region ?? "us-east-1";
  const sandbox = createSandbox({ clock, account: ACCOUNT, region, ...options });
  const s3 = new S3({
    region,
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
    maxAttempts: 1,
    requestHandler: sandbox.requestHandler("s3"),
  });
  return { s3, sandbox, clock };
}

/** An account with one bucket, `pictures`. */
export async function withBucket(): Promise<S3Account> {
  const account = s3Account();
  await account.s3.createBucket({ Bucket: "pictures" });
  return account;
}

/** How S3 refused: the code, the status, and the text unless only those two are asked for. */
export async function refusal(
  call: Promise<unknown>,
): Promise<readonly [code: string, status: number | undefined, message: string] | "accepted"> {
  try {
    await call;
    return "accepted";
  } catch (error) {
    // Whatever the SDK throws for an answer carries these.
    const refused = error as Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
    return [refused.name, refused.$metadata?.httpStatusCode, refused.message];
  }
}
