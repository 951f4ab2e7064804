/**
 * Alerts to any HTTP endpoint: CloudEvents 1.0 in structured mode, signed the way of Standard Webhooks 1.0 where a secret
 * is set. `webhook-signature` is `v1,` and the base64 of HMAC-SHA256 over `<webhook-id>.<webhook-timestamp>.<body>`; the
 * id is the same on every attempt.
 */
import { createHmac } from "node:crypto";
import type { AlertSink } from "../../model/alerts.ts";
import type { Clock } from "../../model/ports.ts";
import { cloudEvent, deliveryId } from "../cloud-event.ts";
import { postJson } from "./post-json.ts";

export interface WebhookOptions {
  readonly name: string;
  readonly url: string;
  /** As text, or `whsec_` and the key in base64. */
  readonly secret?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function createWebhookSink(options: WebhookOptions, clock: Pick<Clock, "now">): AlertSink {
  const { name, url, secret } = options;
  return {
    name,
    async send(alert, signal) {
      const body = JSON.stringify(cloudEvent(alert));
      const id = deliveryId(alert);
      const timestamp = Math.floor(clock.now() / 1000).toString();
      const headers = {
        ...options.headers,
        "content-type": "application/cloudevents+json; charset=utf-8",
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        ...(secret !== undefined && { "webhook-signature": `v1,${signatureOf(`${id}.${timestamp}.${body}`, secret)}` }),
      };
      await postJson({ url, body, headers }, signal);
    },
  };
}

const ENCODED = /^whsec_/;

function signatureOf(content: string, secret: string): string {
  const key = ENCODED.test(secret) ? Buffer.from(secret.replace(ENCODED, ""), "base64") : Buffer.from(secret, "utf8");
  return createHmac("sha256", key).update(content).digest("base64");
}
