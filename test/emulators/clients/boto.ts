/** boto3, in a Python process that is asked line by line. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { pythonEnvironment } from "../../../tools/emulators/python-environment.ts";
import { type Client, type ClientKind, environmentFor, type Members, Refused } from "./client.ts";

const BRIDGE = path.join(import.meta.dirname, "boto-bridge.py");

interface Answer {
  readonly answer?: Members;
  readonly refused?: { readonly code: string; readonly message: string };
  readonly failed?: string;
}

export const botoClient: ClientKind = {
  name: "boto3",
  async connect(endpoint): Promise<Client> {
    const programs = await pythonEnvironment("clients");
    const python = spawn(path.join(programs, "python"), [BRIDGE], {
      env: environmentFor(endpoint),
      stdio: ["pipe", "pipe", "inherit"],
    });
    const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
    return {
      async call(service, operation, members = {}) {
        python.stdin.write(`${JSON.stringify({ service, operation, members: toWire(members) })}\n`);
        const { done, value } = await lines.next();
        if (done) throw new Error(`boto3 ended at ${operation}`);
        // The bridge writes nothing else; what it does not write is undefined.
        const { answer, refused, failed } = fromWire(JSON.parse(value)) as Answer;
        if (refused) throw new Refused(refused.code, refused.message);
        if (answer === undefined) throw new Error(`${operation}: ${failed}`);
        return answer;
      },
      async close() {
        const ended = once(python, "exit");
        python.stdin.end();
        await ended;
      },
    };
  },
};

function toWire(value: unknown): unknown {
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("base64") };
  return mapped(value, toWire);
}

function fromWire(value: unknown): unknown {
  if (typeof value === "object" && value !== null && "$bytes" in value) {
    return new Uint8Array(Buffer.from(String(value.$bytes), "base64"));
  }
  return mapped(value, fromWire);
}

function mapped(value: unknown, map: (inner: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(map);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, map(inner)]));
}
