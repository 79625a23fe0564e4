import { setTimeout as sleep } from "node:timers/promises";
import { writeRules } from "./project.ts";
import type { SoakedService } from "./service.ts";

/** What was done to the service so far. */
export interface Counts {
  events: number;
  reads: number;
  uploads: number;
  /** Pieces of live changes. */
  changes: number;
}

const stages = ["Proposal", "Wait for payment", "New", "Proposal", "Lost"];

/** Mixed load until it is told to end; any answer that is not one of success ends it with an error. */
export interface Load {
  readonly counts: Readonly<Counts>;
  /** The longest answer since it was asked last, in milliseconds. */
  readonly longest: () => number;
  readonly end: () => Promise<void>;
  /** Rejects where anything was answered that should not be. */
  readonly broken: Promise<never>;
}

/**
 * Puts load on a service.
 *
 * @param folder of its project
 */
export function startLoad(service: SoakedService, folder: string): Load {
  const counts: Counts = { events: 0, reads: 0, uploads: 0, changes: 0 };
  const over = new AbortController();
  let longest = 0;
  let items = 0;

  async function ask(method: string, route: string, body?: unknown): Promise<string> {
    const before = performance.now();
    const text = await service.ask(method, route, body);
    // Rules are built in the service's own process, for as long as that takes.
    if (route !== "/v1/rulesets") longest = Math.max(longest, performance.now() - before);
    return text;
  }
  const anItem = () => 1 + Math.floor(Math.random() * items);
  const event = (type: string, item: string, payload: object) => {
    counts.events += 1;
    return { id: `soak-${counts.events}`, type, item, payload };
  };
  const aDeal = () => {
    items += 1;
    const stage = items % 3 === 0 ? "Wait for payment" : "New";
    return event("itemCreated", "deals", { title: `Deal ${items}`, amount: items, contact: 1, stage });
  };
  const aMove = () =>
    event("itemMoved", `deals/${anItem()}`, { stage: stages[counts.events % stages.length] ?? "New" });

  /** Does something again and again, with a pause in milliseconds. */
  async function every(pause: number, work: () => Promise<unknown>): Promise<void> {
    const { signal } = over;
    while (!signal.aborted) {
      await work();
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }
  const read = async (route: string): Promise<void> => {
    counts.reads += 1;
    await ask("GET", route);
  };

  const begun = async (): Promise<void> => {
    await ask("POST", "/v1/items/contacts", { name: "Ann", email: "ann@acme.example" });
    await ask("POST", "/v1/events", [aDeal()]);
    await Promise.all([
      every(10_000, () => ask("POST", "/v1/events", Array.from({ length: 100 }, aDeal))),
      every(100, () => ask("POST", "/v1/events", aDeal())),
      every(50, () => ask("POST", "/v1/events", aMove())),
      every(500, () => ask("PATCH", `/v1/items/deals/${anItem()}`, { amount: anItem() })),
      every(200, () => read(`/v1/items/deals/${anItem()}`)),
      every(1000, () => read("/v1/runs?status=failed&limit=50")),
      every(1000, () => read(`/v1/items/deals?limit=50&after=${anItem()}`)),
      every(5000, () => read("/metrics")),
      every(5000, () => read("/readyz")),
      every(60_000, async () => {
        counts.uploads += 1;
        writeRules(folder, 1 + counts.uploads);
        await ask("POST", "/v1/rulesets");
      }),
    ]);
  };
  const watching = service.watch(() => {
    counts.changes += 1;
  });
  const working = begun();
  const ended = Promise.all([working, watching]);
  return {
    counts,
    longest: () => {
      const found = longest;
      longest = 0;
      return found;
    },
    end: async () => {
      over.abort();
      await working;
    },
    broken: new Promise<never>((_, reject) => {
      ended.catch(reject);
    }),
  };
}
