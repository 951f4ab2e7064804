/** Whole kinds on an emulator: in this process, from an account with nothing in it, with the rights to do anything. */
import { SNS } from "@aws-sdk/client-sns";
import { SQS } from "@aws-sdk/client-sqs";
import { STS } from "@aws-sdk/client-sts";
import { connectAws } from "../../src/aws/connection.ts";
import { packageCode, zip } from "../../src/desired/package-code.ts";
import { CREDENTIALS, REGION } from "../../tools/command/run-reconcile.ts";
import type { EmulatorEndpoint } from "../../tools/emulators/emulator.ts";
import { ACCOUNT } from "../permissions/journey.ts";
import { passesOver } from "../permissions/passes.ts";
import { rootClients } from "../permissions/root-clients.ts";
import type { Field, Travel, WholeKind } from "../whole-kinds/whole-kind.ts";
import { emptyAccount } from "./account.ts";
import { hurriedClock } from "./hurried-clock.ts";

export function travelOn(emulator: EmulatorEndpoint): Travel {
  return async (_, journey) => {
    await emptyAccount(emulator);
    const clock = hurriedClock();
    const credentials = await credentialsIn(emulator);
    const connection = connectAws({
      region: REGION,
      clock,
      packageCode,
      endpointUrl: emulator.url,
      credentials,
      random: () => 0,
      quotaReserve: 0,
    });
    try {
      const root = rootClients(clock, () => ({ region: REGION, endpoint: emulator.url, credentials }));
      return await journey({ root, ...passesOver(connection, clock) });
    } finally {
      connection.close();
    }
  };
}

/** The kind with what AWS, and an emulator, wants to be there before a field names it, where the sandbox asks for nothing. */
export function furnished(kind: WholeKind, emulator: EmulatorEndpoint): WholeKind {
  const destinations = async () => {
    const options = { endpoint: emulator.url, region: REGION, credentials: await credentialsIn(emulator) };
    await new SQS(options).createQueue({ QueueName: "gone" });
    await new SNS(options).createTopic({ Name: "both" });
  };
  const standing: Readonly<Record<string, Field["before"]>> = {
    layers: async ({ lambda }) => {
      const Content = { ZipFile: zip([{ name: "a.txt", bytes: Buffer.from("a") }]) };
      for (let made = 0; made < 2; made += 1) await lambda.publishLayerVersion({ LayerName: "a", Content });
    },
    notifications: destinations,
  };
  return { ...kind, fields: kind.fields.map((field) => ({ ...field, before: field.before ?? standing[field.name] })) };
}

/** Credentials in the account that the tables of fields write ARNs of: moto's own is another. */
async function credentialsIn({ url }: EmulatorEndpoint) {
  const sts = new STS({ endpoint: url, region: REGION, credentials: CREDENTIALS });
  const role = { RoleArn: `arn:aws:iam::${ACCOUNT}:role/stagekeeper`, RoleSessionName: "stagekeeper" };
  const { Credentials: { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = {} } = await sts.assumeRole(role);
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
