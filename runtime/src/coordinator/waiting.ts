import type { Ledger, WaitingRun } from "../ledger/port.ts";

/** Runs that are looked at in one go, so that others get their turn between two. */
const PAGE = 2000;

/** All waiting runs, a page at a time. */
export async function* waitingPages(ledger: Ledger): AsyncGenerator<readonly WaitingRun[], undefined> {
  let after: string | undefined;
  for (;;) {
    const page = await ledger.waiting(PAGE, after);
    if (page.length > 0) yield page;
    after = page.at(-1)?.id;
    if (page.length < PAGE || after === undefined) return;
  }
}

/** How many runs wait, by what each is counted under. */
export async function countWaiting(
  ledger: Ledger,
  under: (run: WaitingRun) => string,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for await (const page of waitingPages(ledger)) {
    for (const run of page) counts.set(under(run), (counts.get(under(run)) ?? 0) + 1);
  }
  return counts;
}
