/** Several processes that live histories at the same time: one for each core, each with the next task as soon as it is free. */
import { type ChildProcess, fork } from "node:child_process";
import type { Answer, Task } from "./crew-member.ts";

export interface CrewOrder {
  /** What `bundleProgram` gave. */
  readonly program: string;
  /** Processes at once. */
  readonly jobs: number;
  readonly tasks: Iterable<Task>;
  /** Told of each task as it ends, in no order. `stop`: no more are wanted. */
  done(task: Task, answer: Answer): "go on" | "stop";
}

/** Resolves when all is done or no more is wanted; rejects when a process ends in the middle of a task. */
export async function work({ program, jobs, tasks, done }: CrewOrder): Promise<void> {
  const left = tasks[Symbol.iterator]();
  const crew = new Set<ChildProcess>();
  let stopped = false;

  async function member(): Promise<void> {
    const child = fork(program, { execArgv: ["--enable-source-maps"], stdio: "inherit" });
    crew.add(child);
    for (let next = left.next(); !stopped && next.done !== true; next = left.next()) {
      const answer = await ask(child, next.value);
      if (answer === null) break;
      if (done(next.value, answer) === "stop") stop();
    }
    child.kill();
  }

  /** Null: it was told to stop meanwhile. */
  function ask(child: ChildProcess, task: Task): Promise<Answer | null> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null): void => {
        if (stopped) resolve(null);
        else reject(new Error(`a process of the simulation ended with ${code} in ${JSON.stringify(task)}`));
      };
      child.once("exit", ended);
      child.once("message", (message) => {
        child.off("exit", ended);
        // The program only ever sends answers.
        resolve(message as Answer);
      });
      child.send(task);
    });
  }

  function stop(): void {
    stopped = true;
    for (const child of crew) child.kill();
  }

  try {
    await Promise.all(Array.from({ length: jobs }, () => member()));
  } finally {
    stop();
  }
}
