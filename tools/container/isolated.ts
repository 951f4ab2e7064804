/**
 * A command as a container has it, by the kernel's own means and without an engine: its own root directory, mounts and
 * process ids, a user by number, and no capabilities. What util-linux and coreutils have is enough; it takes root.
 */
import { readFileSync } from "node:fs";

export interface Mount {
  /** On this machine; `null`: an empty directory in memory. */
  readonly source: string | null;
  /** Inside; there must be a file or directory to mount it on. */
  readonly target: string;
  readonly writable: boolean;
}

export interface IsolatedCommand {
  readonly root: string;
  /** In their order: a later one may stand on an earlier one. */
  readonly mounts: readonly Mount[];
  readonly readOnlyRoot: boolean;
  /** `UID:GID`; without capabilities, unless it is root. */
  readonly user: string;
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly command: readonly string[];
}

export interface ProgramCall {
  readonly program: string;
  readonly args: readonly string[];
}

/** Throws where it cannot be, and says what is needed. */
export function needsRoot(): void {
  if (process.platform === "linux" && process.getuid?.() === 0) return;
  throw new Error("the Dockerfile is followed in namespaces of its own, which takes root on Linux: run this as root");
}

/** The command is the process 1 of its own process ids; the program waits for it and ends with its exit code. */
export function isolated(inside: IsolatedCommand): ProgramCall {
  const { root, mounts, readOnlyRoot } = inside;
  const place = (target: string) => quoted(`${root}${target}`);
  const lines = [
    `mount --bind ${quoted(root)} ${quoted(root)}`,
    ...mounts.flatMap(({ source, target, writable }) => [
      source === null ? `mount -t tmpfs -o mode=1777 tmpfs ${place(target)}` : `mount --bind ${quoted(source)} ${place(target)}`,
      ...(writable ? [] : [`mount -o remount,bind,ro ${place(target)}`]),
    ]),
    `mount -t proc proc ${place("/proc")}`,
    ...(readOnlyRoot ? [`mount -o remount,bind,ro ${quoted(root)}`] : []),
    `exec chroot ${quoted(root)} ${asUser(inside).map(quoted).join(" ")}`,
  ];
  const namespaces = ["--mount", "--pid", "--ipc", "--uts", "--fork"];
  return { program: "unshare", args: [...namespaces, "sh", "-eu", "-c", lines.join("\n")] };
}

/** Another command beside one that runs isolated, as a health check is: in its namespaces, as its user. */
export function beside(pid: number, inside: IsolatedCommand): ProgramCall {
  const namespaces = ["--target", String(pid), "--mount", "--pid", "--ipc", "--uts", "--root"];
  return { program: "nsenter", args: [...namespaces, ...asUser(inside)] };
}

/** This machine's id of the process that is 1 inside. When that ends, so does all that runs inside (pid_namespaces(7)). */
export function firstProcess(outer: number): number {
  const children = readFileSync(`/proc/${outer}/task/${outer}/children`, "utf8");
  const [child] = children.trim().split(" ").map(Number);
  if (child === undefined || !(child > 0)) throw new Error(`process ${outer} has started nothing`);
  return child;
}

function asUser({ user, directory, environment, command }: IsolatedCommand): readonly string[] {
  const [uid = "", gid = ""] = user.split(":");
  if (!/^\d+:\d+$/.test(user)) throw new Error(`"${user}" is no user and group by number`);
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return [...(uid === "0" ? [] : withoutPrivileges(uid, gid)), "/usr/bin/env", "-C", directory, "-i", ...variables, ...command];
}

function withoutPrivileges(uid: string, gid: string): readonly string[] {
  const nothing = ["--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"];
  return ["/usr/bin/setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", ...nothing, "--"];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
