/**
 * One warm execution environment: a worker thread with one version's code and variables, used for one call at a time.
 * Handlers are real code and run in real time, whatever clock the world has.
 */
import { Worker } from "node:worker_threads";

export interface EnvironmentOptions {
  /** Where the code lies, `LAMBDA_TASK_ROOT`. */
  readonly taskRoot: string;
  readonly handler: string;
  readonly runtime: string;
  /** All that `process.env` holds. */
  readonly variables: Readonly<Record<string, string>>;
  /** MB. */
  readonly memorySize: number;
}

export interface HandlerCall {
  readonly requestId: string;
  /** JSON. */
  readonly payload: string;
  readonly timeoutMs: number;
  /** The members of the handler's `context` that are plain values. */
  readonly context: Readonly<Record<string, string>>;
}

export interface HandlerError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export type HandlerResult = {
  readonly log: string;
  /** The environment cannot be used again. */
  readonly spent: boolean;
} & ({ readonly payload: string } | { readonly error: HandlerError });

/** What `bootstrap.mjs` sends. */
type WorkerMessage =
  | { readonly type: "log"; readonly text: string }
  | { readonly type: "started" }
  | { readonly type: "done"; readonly payload: string }
  | { readonly type: "failed" | "crashed"; readonly error: HandlerError };

/** Loading the code is not held against the function's timeout, up to this (Lambda: ten seconds for the init phase). */
const INIT_LIMIT_MS = 10_000;

export class ExecutionEnvironment {
  readonly #worker: Worker;
  readonly #taskRoot: string;
  #log = "";
  #ended: { readonly error: HandlerError } | undefined;
  #onMessage: ((message: Exclude<WorkerMessage, { type: "log" }>) => void) | undefined;

  constructor(options: EnvironmentOptions) {
    this.#taskRoot = options.taskRoot;
    this.#worker = new Worker(new URL("./bootstrap.mjs", import.meta.url), {
      workerData: { taskRoot: options.taskRoot, handler: options.handler, runtime: options.runtime },
      env: { ...options.variables },
      execArgv: [],
      argv: [],
      stdin: false,
      stdout: true,
      stderr: true,
      // V8's heap only; the floor is what the SDK needs to load.
      resourceLimits: { maxOldGenerationSizeMb: Math.max(options.memorySize, 128) },
    });
    this.#worker.on("message", (message: WorkerMessage) => this.#receive(message));
    this.#worker.on("error", (error) => this.#end({ errorType: "Runtime.ExitError", errorMessage: `Error: ${error.message}` }));
    this.#worker.on("exit", (code) =>
      this.#end({ errorType: "Runtime.ExitError", errorMessage: `Error: Runtime exited with error: exit status ${code}` }),
    );
  }

  /** Precondition: no call is under way. Never rejects: every way to fail is a result. */
  async call(call: HandlerCall): Promise<HandlerResult> {
    this.#log = "";
    this.#worker.ref();
    const result = await this.#outcome(call);
    if (result.spent) await this.#worker.terminate();
    else this.#worker.unref();
    return result;
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #outcome(call: HandlerCall): Promise<HandlerResult> {
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const finish = (outcome: { readonly payload: string } | { readonly error: HandlerError }, spent: boolean) => {
        clearTimeout(timer);
        this.#onMessage = undefined;
        resolve({ ...outcome, log: this.#log, spent });
      };
      const limit = (ms: number) => {
        clearTimeout(timer);
        timer = setTimeout(() => finish({ error: timedOut(call) }, true), ms);
      };
      this.#onMessage = (message) => {
        switch (message.type) {
          case "started":
            return limit(call.timeoutMs);
          case "done":
            return finish({ payload: message.payload }, false);
          case "failed":
            return finish({ error: this.#presented(message.error) }, false);
          case "crashed":
            return finish({ error: this.#presented(exitOf(message.error, call)) }, true);
        }
      };
      if (this.#ended) return finish({ error: exitOf(this.#ended.error, call) }, true);
      limit(INIT_LIMIT_MS + call.timeoutMs);
      this.#worker.postMessage(call);
    });
  }

  #receive(message: WorkerMessage): void {
    if (message.type === "log") this.#log += message.text;
    else this.#onMessage?.(message);
  }

  #end(error: HandlerError): void {
    this.#ended ??= { error };
    this.#onMessage?.({ type: "crashed", error: this.#ended.error });
  }

  /** The private directory is called what Lambda calls it, so that answers are the same on every machine. */
  #presented(error: HandlerError): HandlerError {
    const rename = (text: string) =>
      text.replaceAll(`file://${this.#taskRoot}`, "file:///var/task").replaceAll(this.#taskRoot, "/var/task");
    return { ...error, errorMessage: rename(error.errorMessage), ...(error.trace && { trace: error.trace.map(rename) }) };
  }
}

/** `RequestId: … Error: Task timed out after 10.00 seconds`. */
function timedOut(call: HandlerCall): HandlerError {
  const seconds = (call.timeoutMs / 1000).toFixed(2);
  return {
    errorType: "Sandbox.Timedout",
    errorMessage: `RequestId: ${call.requestId} Error: Task timed out after ${seconds} seconds`,
  };
}

/** Lambda puts the request before what its own supervisor reports, not before the handler's errors. */
function exitOf(error: HandlerError, call: HandlerCall): HandlerError {
  if (error.errorType !== "Runtime.ExitError") return error;
  return { errorType: error.errorType, errorMessage: `RequestId: ${call.requestId} ${error.errorMessage}` };
}
