/** Runs handlers: keeps warm environments as Lambda does, one call in each at a time, and throws out outdated ones. */
import { CodeDirectory } from "./code-directory.ts";
import { ExecutionEnvironment, type HandlerCall, type HandlerError, type HandlerResult } from "./execution-environment.ts";

/** What makes an environment: change any of it and the next call starts cold. */
export interface RuntimeTarget {
  /** The ARN of the function with the version, `…:function:NAME:3`. */
  readonly arn: string;
  /** When the version was last written; tells a function from one of its name before it. */
  readonly lastModified: number;
  readonly code: { readonly zip: Uint8Array; readonly sha256: string };
  readonly handler: string;
  readonly runtime: string;
  /** MB. */
  readonly memorySize: number;
  /** The version's own and Lambda's, but for the two that depend on where the code lies. */
  readonly variables: Readonly<Record<string, string>>;
}

interface Warm {
  readonly arn: string;
  readonly environment: ExecutionEnvironment;
}

/** Threads that wait for a next call, over all functions. A thread with the SDK loaded holds some 20 MB. */
const WARM_LIMIT = 16;

const SHUT_DOWN: HandlerError = { errorType: "Runtime.ExitError", errorMessage: "Error: Runtime exited: the sandbox is closed" };

export class FunctionRuntime {
  readonly #directory = new CodeDirectory();
  /** What the newest call of each ARN ran with; environments made for anything else are not used again. */
  readonly #fingerprints = new Map<string, string>();
  /** Idle, the one used longest ago first; all of their ARN's fingerprint. */
  #warm: readonly Warm[] = [];
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
    await Promise.all([...this.#environments].map((environment) => this.#stop(environment)));
    await Promise.allSettled(this.#running);
    await this.#directory.remove();
  }

  async #run(target: RuntimeTarget, call: HandlerCall): Promise<HandlerResult> {
    if (this.#closed) return { error: SHUT_DOWN, log: "", spent: true };
    const fingerprint = fingerprintOf(target);
    if (this.#fingerprints.get(target.arn) !== fingerprint) await this.#outdate(target.arn, fingerprint);
    const environment = this.#takeWarm(target.arn) ?? (await this.#start(target));
    if (this.#closed) await this.#stop(environment);
    const result = await environment.call(call);
    // Meanwhile the function may have changed.
    const outdated = this.#fingerprints.get(target.arn) !== fingerprint;
    if (result.spent || outdated || this.#closed) await this.#stop(environment);
    else await this.#keepWarm({ arn: target.arn, environment });
    return result;
  }

  async #outdate(arn: string, fingerprint: string): Promise<void> {
    this.#fingerprints.set(arn, fingerprint);
    const outdated = this.#warm.filter((warm) => warm.arn === arn);
    this.#warm = this.#warm.filter((warm) => warm.arn !== arn);
    await Promise.all(outdated.map((warm) => this.#stop(warm.environment)));
  }

  /** The one used last. */
  #takeWarm(arn: string): ExecutionEnvironment | undefined {
    const taken = this.#warm.findLast((warm) => warm.arn === arn);
    this.#warm = this.#warm.filter((warm) => warm !== taken);
    return taken?.environment;
  }

  async #keepWarm(used: Warm): Promise<void> {
    const warm = [...this.#warm, used];
    const surplus = warm.slice(0, -WARM_LIMIT);
    this.#warm = warm.slice(-WARM_LIMIT);
    await Promise.all(surplus.map(({ environment }) => this.#stop(environment)));
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

function fingerprintOf({ arn, code, ...settings }: RuntimeTarget): string {
  return JSON.stringify([arn, code.sha256, settings]);
}
