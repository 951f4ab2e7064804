/** Two APIs, one with secrets in its stages and functions, for the page to show. */
import type { Checkout } from "../daemon/daemon-process.ts";

/** Must be nowhere on the page, in its source, its JSON or its events. */
export const SECRETS = ["hunter2-variable", "hunter2-environment", "hunter2-named-by-the-author"];

export const STATE = "desired-state/uploads.yaml";

export const UPLOADS = `owner: page-test
roles:
  uploader: { assumedBy: lambda.amazonaws.com }
functions:
  ImageUploader:
    code: ../functions/uploader
    runtime: nodejs22.x
    handler: index.handler
    role: uploader
    environment: { LOG_LEVEL: info }
    aliases:
      dev: { version: $LATEST }
      prod:
        version: auto
        environment: { BUCKET_NAME: acme-images-prod, API_KEY: hunter2-environment, SIGNING: hunter2-named-by-the-author }
        sensitive: [environment.SIGNING]
apis:
  ImageUploadAPI:
    endpoint: REGIONAL
    routes:
      PUT /upload: { lambda: "ImageUploader:\${stageVariables.LAMBDA_ALIAS}" }
    stages:
      dev: { variables: { LAMBDA_ALIAS: dev, BUCKET_NAME: acme-images-dev } }
      prod:
        variables: { LAMBDA_ALIAS: prod, BUCKET_NAME: acme-images-prod, DB_PASSWORD: hunter2-variable }
        throttling: { rateLimit: 100, burstLimit: 200 }
  ThumbnailAPI:
    endpoint: REGIONAL
    routes:
      GET /thumbnail: { mock: { status: 204 } }
    stages:
      live: { variables: { SIZE: "256" } }
`;

export function uploadsIn(checkout: Checkout): void {
  checkout.commit({
    "functions/uploader/index.mjs": "export const handler = async () => ({ statusCode: 200 });\n",
    [STATE]: UPLOADS,
  });
}

/** The first state of the world that the README's picture shows; `handler` makes another version of it. */
export function pictured(shift: string): string {
  return `owner: acme
roles:
  image-uploader: { assumedBy: lambda.amazonaws.com }
functions:
  ImageUploaderLambda:
    code: ../functions/uploader
    runtime: nodejs22.x
    handler: index.handler
    role: image-uploader
    aliases:
      dev:
        version: $LATEST
      prod:
        version: auto
        environment: { BUCKET_NAME: acme-images-prod, UPLOAD_TOKEN: hunter2-environment }
        ${shift}
apis:
  ImageUploadAPI:
    endpoint: EDGE
    binaryMediaTypes: [image/*]
    routes:
      PUT /upload: { lambda: "ImageUploaderLambda:\${stageVariables.LAMBDA_ALIAS}" }
    stages:
      dev: { variables: { LAMBDA_ALIAS: dev, BUCKET_NAME: acme-images-dev } }
      prod:
        variables: { LAMBDA_ALIAS: prod, BUCKET_NAME: acme-images-prod }
        throttling: { rateLimit: 100, burstLimit: 200 }
  ThumbnailAPI:
    endpoint: REGIONAL
    routes:
      GET /thumbnail: { lambda: "ImageUploaderLambda:dev" }
    stages:
      live:
        variables: { SIZE: "256" }
        drift: [{ path: variables.SIZE, policy: alert, until: 2099-12-31, reason: "load test, see OPS-2114" }]
`;
}
