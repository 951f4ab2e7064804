/**
 * Where an emulator differs from AWS in a way that bears on the scenarios. Nothing is skipped silently: each row says what AWS
 * does and what the emulator does instead, carries a probe that shows it, and names what the scenarios leave out for it.
 * A row whose probe finds AWS's behaviour fails the run: the emulator has improved, and the row must go.
 */
import type { APIGateway } from "@aws-sdk/client-api-gateway";
import type { IAM } from "@aws-sdk/client-iam";
import type { Lambda } from "@aws-sdk/client-lambda";
import type { S3 } from "@aws-sdk/client-s3";

export interface Account {
  readonly apigateway: APIGateway;
  readonly lambda: Lambda;
  readonly s3: S3;
  readonly iam: IAM;
}

export interface Deviation {
  /** Name of the emulator, as its row has it. */
  readonly emulator: string;
  /** What AWS does. */
  readonly fact: string;
  /** What the emulator does instead, and since which version it is known. */
  readonly instead: string;
  /** Paths in the desired state that the scenarios leave out there; `*` stands for any one key. */
  readonly leaveOut: readonly (readonly string[])[];
  /** Whether the account behaves as AWS does. It is empty at the start and emptied afterwards. */
  behavesAsAws(account: Account): Promise<boolean>;
}

export const DEVIATIONS: readonly Deviation[] = [
  {
    emulator: "moto",
    fact: "CreateRestApi keeps binaryMediaTypes",
    instead: "moto 5.2.1 drops them at creation, so that every pass would find them missing",
    leaveOut: [["apis", "*", "binaryMediaTypes"]],
    async behavesAsAws({ apigateway }) {
      const { id } = await apigateway.createRestApi({ name: "probe", binaryMediaTypes: ["image/jpeg"] });
      const { binaryMediaTypes } = await apigateway.getRestApi({ restApiId: id });
      return binaryMediaTypes?.includes("image/jpeg") === true;
    },
  },
];
