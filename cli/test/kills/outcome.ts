import type { Serving } from "../service-process.ts";

/** What is looked at of a run. */
interface Run {
  readonly id: string;
  readonly item: string;
  readonly rule: string;
  readonly status: string;
  readonly uncertain?: boolean;
}

/** What has happened outside and was acknowledged. */
export interface Evidence {
  /** Ids of the items that the service has acknowledged, by the title that they were sent with. */
  readonly acknowledged: ReadonlySet<string>;
  /** How often a mail with a subject has arrived. */
  readonly mails: ReadonlyMap<string, number>;
  /** What the payment desk was asked for, each key once. */
  readonly links: ReadonlyMap<string, unknown>;
}

/** What a service that was killed again and again came to. */
export interface Outcome {
  /** What it promised and did not keep, a sentence each. */
  readonly broken: readonly string[];
  readonly items: number;
  readonly runs: number;
  readonly mails: number;
  /** Mails of which a person has to say whether they left, and how many of them really did. */
  readonly uncertain: number;
  readonly uncertainSent: number;
}

async function pagesOf<T>(serving: Serving, route: string, key: string): Promise<readonly T[]> {
  const all: T[] = [];
  for (let after: unknown = null; ; ) {
    const query = after === null ? "" : `&after=${after}`;
    const { status, body } = await serving.call("GET", `${route}?limit=500${query}`);
    if (status !== 200) throw new Error(`${route} answered ${status}: ${JSON.stringify(body)}`);
    const page = body as Readonly<Record<string, unknown>>;
    all.push(...(page[key] as readonly T[]));
    after = page.next ?? null;
    if (after === null) return all;
  }
}

/** Asks until nothing waits and nothing runs. */
async function quiet(serving: Serving): Promise<readonly Run[]> {
  for (;;) {
    const runs = await pagesOf<Run>(serving, "runs", "runs");
    if (runs.every(({ status }) => status !== "waiting" && status !== "running")) return runs;
  }
}

const RULES = ["link", "sendEmail", "later"];

/** Waits until everything has ended, and compares the ledger with what happened outside. */
export async function outcomeOf(
  serving: Serving,
  { acknowledged, mails, links }: Evidence,
): Promise<Outcome> {
  const runs = await quiet(serving);
  const items = await pagesOf<{ readonly id: number; readonly title: string }>(
    serving,
    "items/deals",
    "items",
  );
  const titles = new Map(items.map(({ id, title }) => [`deals/${id}`, title]));
  const byItem = Map.groupBy(runs, ({ item }) => item);
  const broken: string[] = [];
  const expect = (holds: boolean, sentence: string): void => void (holds || broken.push(sentence));

  const found = Map.groupBy(items, ({ title }) => title);
  for (const title of acknowledged) {
    expect(
      found.get(title)?.length === 1,
      `${title} was acknowledged, and is there ${found.get(title)?.length ?? 0} times`,
    );
  }
  for (const [item, title] of titles) {
    const rules = (byItem.get(item) ?? []).map(({ rule }) => rule).toSorted();
    expect(rules.join() === RULES.toSorted().join(), `${title} has the runs ${rules.join()}`);
  }
  let uncertain = 0;
  let uncertainSent = 0;
  for (const run of runs) {
    if (run.rule === "link") {
      expect(run.status === "done", `${run.id} is ${run.status}`);
      continue;
    }
    const subject = `${run.rule === "later" ? "Later" : "Now"}: ${titles.get(run.item)}`;
    const count = mails.get(subject) ?? 0;
    if (run.uncertain === true) {
      uncertain += 1;
      uncertainSent += count;
      expect(count <= 1, `${subject} arrived ${count} times, uncertain`);
    } else {
      const right = run.status === "done" ? 1 : 0;
      expect(count === right, `${subject} arrived ${count} times, and its run is ${run.status}`);
    }
  }
  expect(links.size === items.length, `${links.size} links were made for ${items.length} items`);
  const total = [...mails.values()].reduce((sum, count) => sum + count, 0);
  return { broken, items: items.length, runs: runs.length, mails: total, uncertain, uncertainSent };
}
