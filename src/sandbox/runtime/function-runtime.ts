/** Runs handlers: keeps warm environments as Lambda does, one call in each at a time, and throws out outdated ones. */
import { CodeDirectory } from "./code-directory.ts";
import { ExecutionEnvironment, type HandlerCall, type HandlerError, type HandlerResult } from "./execution-environment.ts";

/** What makes an environment: change any of it and the next call starts cold. */
export interface RuntimeTarget {
  /** The ARN of the function with the version, `…:function:NAME:3`. */
  readonly arn: string;
  readonly code: { readonly zip: Uint8Array; readonly sha256: string };
  readonly handler: string;
  readonly runtime: string;
  /** MB. */
  readonly memorySize: number;
  /** The version's own and Lambda's, but for the two that depend on where the code lies. */
  readonly variables: Readonly<Record<string, string>>;
}

const SHUT_DOWN: HandlerError = { errorType: "Runtime.ExitError", errorMessage: "Error: Runtime exited: the sandbox is closed" };

interface Pool {
  readonly fingerprint: string;
  readonly idle: ExecutionEnvironment[];
}

export class FunctionRuntime {
  readonly #directory = new CodeDirectory();
  /** By ARN with version. */
  readonly #pools = new Map<string, Pool>();
  readonly #environments = new Set<ExecutionEnvironment>();
  readonly #running = new Set<Promise<HandlerResult>>();
  #closed = false;

  /** Never rejects for what the handler does. Once closed, every call ends as one whose environment was shut down. */
  async run(target: RuntimeTarget, call: HandlerCall): Promise<HandlerResult> {
    const running = this.#run(target, call);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Ends what runs and what is about to, for good, and removes the temporary directory. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#pools.clear();
    await Promise.all([...this.#environments].map((environment) => this.#stop(environment)));
    await Promise.allSettled(this.#running);
    await this.#directory.remove();
  }

  async #run(target: RuntimeTarget, call: HandlerCall): Promise<HandlerResult> {
    if (this.#closed) return { error: SHUT_DOWN, log: "", spent: true };
    const pool = this.#poolOf(target);
    const environment = pool.idle.pop() ?? (await this.#start(target));
    if (this.#closed) await this.#stop(environment);
    const result = await environment.call(call);
    // Meanwhile the function may have changed, and its pool with it.
    if (result.spent || this.#pools.get(target.arn) !== pool) await this.#stop(environment);
    else pool.idle.push(environment);
    return result;
  }

  #poolOf(target: RuntimeTarget): Pool {
    const { arn, code, ...settings } = target;
    const fingerprint = JSON.stringify([code.sha256, settings]);
    const known = this.#pools.get(arn);
    if (known?.fingerprint === fingerprint) return known;
    for (const outdated of known?.idle ?? []) void this.#stop(outdated);
    const pool = { fingerprint, idle: [] };
    this.#pools.set(arn, pool);
    return pool;
  }

  async #start(target: RuntimeTarget): Promise<ExecutionEnvironment> {
    const { handler, runtime, memorySize, code } = target;
    const taskRoot = await this.#directory.unpack(code);
    const variables = { HOME: await this.#directory.root(), ...target.variables, LAMBDA_TASK_ROOT: taskRoot };
    const environment = new ExecutionEnvironment({ taskRoot, handler, runtime, memorySize, variables });
    this.#environments.add(environment);
    return environment;
  }

  async #stop(environment: ExecutionEnvironment): Promise<void> {
    this.#environments.delete(environment);
    await environment.terminate();
  }
}
