/** S3: buckets and their aspects, versioned objects, multipart uploads. */
import * as s3 from "@aws-sdk/client-s3";
import { SchemaServer } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { aclHandlers } from "./access-control.ts";
import { aspectHandlers } from "./aspects.ts";
import { bucketHandlers } from "./buckets.ts";
import { configurationHandlers } from "./configuration-aspects.ts";
import { documentHandlers } from "./document-aspects.ts";
import { listingHandlers } from "./listing.ts";
import { metadataHandlers } from "./metadata-tables.ts";
import { multipartHandlers } from "./multipart.ts";
import { objectHandlers } from "./objects.ts";
import { readHandlers } from "./read-objects.ts";
import { ruleHandlers } from "./rule-aspects.ts";

const CLIENT_CONFIG = { region: "us-east-1", credentials: { accessKeyId: "sandbox", secretAccessKey: "sandbox" } };

export function createS3Service(world: World): SchemaServer<typeof s3> {
  return new SchemaServer(s3, new s3.S3Client(CLIENT_CONFIG))
    .on(bucketHandlers(world))
    .on(aspectHandlers(world))
    .on(aclHandlers(world))
    .on(documentHandlers(world))
    .on(configurationHandlers(world))
    .on(metadataHandlers(world))
    .on(ruleHandlers(world))
    .on(listingHandlers(world))
    .on(objectHandlers(world))
    .on(readHandlers(world))
    .on(multipartHandlers(world));
}
