/** What share of the mutants was noticed. */

/** As far as it is read of Stryker's report (mutation-testing-report-schema). */
export interface MutationReport {
  readonly files: Readonly<Record<string, { readonly mutants: readonly { readonly status: string }[] }>>;
}

export interface Score {
  readonly killed: number;
  /** Changes that make the tests run without an end: noticed, too. */
  readonly timedOut: number;
  readonly survived: number;
  /** No test runs through them. */
  readonly uncovered: number;
  /** Of those above, 0 to 100. Without any: 100. */
  readonly percent: number;
}

export function scoreOf({ files }: MutationReport): Score {
  const statuses = Object.values(files).flatMap(({ mutants }) => mutants.map(({ status }) => status));
  const count = (wanted: string) => statuses.filter((status) => status === wanted).length;
  const [killed, timedOut, survived, uncovered] = [count("Killed"), count("Timeout"), count("Survived"), count("NoCoverage")];
  const all = killed + timedOut + survived + uncovered;
  return { killed, timedOut, survived, uncovered, percent: all === 0 ? 100 : (100 * (killed + timedOut)) / all };
}

export function scoreLine(folder: string, { killed, timedOut, survived, uncovered, percent }: Score): string {
  const rest = `${killed} killed, ${timedOut} timed out, ${survived} survived, ${uncovered} not covered`;
  return `${folder}: ${percent.toFixed(1)} % noticed (${rest})`;
}
