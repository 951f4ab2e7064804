/**
 * Work that ends with either of two signals. Not by `AbortSignal.any`: on Node 20 a signal that lives for months remembers every
 * signal that was ever made of it, and so grows with each pass.
 */
export function withEitherSignal<T>(
  signals: readonly [AbortSignal, AbortSignal],
  work: (either: AbortSignal) => Promise<T>,
): Promise<T> {
  const either = new AbortController();
  const end = () => either.abort(signals.find(({ aborted }) => aborted)?.reason);
  for (const signal of signals) {
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  }
  return work(either.signal).finally(() => {
    for (const signal of signals) signal.removeEventListener("abort", end);
  });
}
