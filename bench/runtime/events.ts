import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "./client.ts";
import { stages } from "./project.ts";

/** How often the service is asked whether everything has been done, in milliseconds. */
const glance = 10;
const largestPage = 1000;

/** An event as `POST /v1/events` takes it. */
export interface Event {
  readonly id: string;
  readonly type: "itemCreated" | "itemMoved";
  readonly item: string;
  readonly payload: Readonly<Record<string, string>>;
}

/** Events that make items, with the numbers from `first` on, where no rule waits for them. */
export function creations(first: number, count: number): readonly Event[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `created-${first + index}`,
    type: "itemCreated",
    item: `deals/${first + index}`,
    payload: { title: `Deal ${first + index}`, stage: stages.from },
  }));
}

/** Events that move these items to the stage of the rule: each makes one run. */
export function moves(first: number, count: number): readonly Event[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `moved-${first + index}`,
    type: "itemMoved",
    item: `deals/${first + index}`,
    payload: { stage: stages.to },
  }));
}

function isAccepted(receipt: unknown): boolean {
  return (
    typeof receipt === "object" && receipt !== null && "status" in receipt && receipt.status === "accepted"
  );
}

function checkAccepted(receipts: readonly unknown[], count: number): void {
  const other = receipts.find((receipt) => !isAccepted(receipt));
  if (other !== undefined) throw new Error(`An event was not accepted: ${JSON.stringify(other)}`);
  if (receipts.length !== count) throw new Error(`${receipts.length} receipts came for ${count} events.`);
}

/** Posts one event, until it is acknowledged. */
export async function postOne(client: Client, event: Event): Promise<void> {
  checkAccepted([await client.post("/v1/events", event)], 1);
}

/** Posts events in arrays, one after another, until all are acknowledged. */
export async function postBulk(client: Client, events: readonly Event[], size: number): Promise<void> {
  for (let at = 0; at < events.length; at += size) {
    const some = events.slice(at, at + size);
    const receipts = await client.post("/v1/events", some);
    checkAccepted(Array.isArray(receipts) ? receipts : [receipts], some.length);
  }
}

/** Posts single events by so many callers, each of which waits for its acknowledgement before the next. */
export async function postSingly(client: Client, events: readonly Event[], callers: number): Promise<void> {
  const left = events.values();
  const caller = async (): Promise<void> => {
    for (const event of left) await postOne(client, event);
  };
  await Promise.all(Array.from({ length: callers }, caller));
}

interface RunAnswer {
  readonly id: string;
  readonly status: string;
  readonly result: unknown;
}

async function runs(client: Client, query: string): Promise<readonly RunAnswer[]> {
  // The shape is the one of the service's documentation.
  const page = (await client.get(`/v1/runs?${query}`)) as { readonly runs: readonly RunAnswer[] };
  return page.runs;
}

/** Waits until no run waits and none runs. */
export async function untilDone(client: Client): Promise<void> {
  for (const status of ["waiting", "running"]) {
    while ((await runs(client, `status=${status}&limit=1`)).length > 0) await sleep(glance);
  }
}

/** Throws unless exactly so many runs have been done. */
export async function checkDone(client: Client, count: number): Promise<void> {
  let done = 0;
  let page = await runs(client, `status=done&limit=${largestPage}`);
  while (page.length > 0) {
    done += page.length;
    page = await runs(client, `status=done&limit=${largestPage}&after=${page.at(-1)?.id}`);
  }
  if (done !== count) throw new Error(`${done} of ${count} runs have been done.`);
}

/** What the action of an item's one run has answered. */
export async function answerOf(client: Client, item: string): Promise<unknown> {
  for (;;) {
    const [run] = await runs(client, `item=${item}&status=done`);
    if (run !== undefined) return run.result;
    await sleep(glance);
  }
}
