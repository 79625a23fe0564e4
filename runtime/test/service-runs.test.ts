import { describe, expect, it } from "vitest";
import { type Answered, problemWith, serve, serveOnce } from "./service-support.ts";

const rules = [
  { name: "works", call: "return { text: 'x'.repeat(60_000) };" },
  { name: "breaks", call: "throw new Error('not today');" },
];

/** Runs as an answer shows them. */
const shownIn = (body: Answered["body"]) => (body.runs ?? []) as unknown as readonly Shown[];

interface Shown {
  readonly id: string;
  readonly rule: string;
  readonly ended: string;
}

describe("the list of runs", () => {
  it("is found by status, rule, item, moment and whether somebody has to say what became of it", async () => {
    const own = await serve(rules);
    for (const title of ["A", "B"]) await own.post("/v1/items/deals", { title, stage: "Wait for payment" });
    for (const item of [1, 2]) {
      await own.run("works", "done", (run) => run.item.id === item);
      await own.run("breaks", "failed", (run) => run.item.id === item);
    }
    const find = async (query: string) => {
      const { status, body } = await own.get(`/v1/runs?${query}`);
      expect(status, query).toBe(200);
      return shownIn(body).map(({ id }) => id);
    };
    expect(await find("status=failed")).toEqual(["deals-1-1-breaks", "deals-2-1-breaks"]);
    expect(await find("item=deals/2&rule=works")).toEqual(["deals-2-1-works"]);
    expect(await find("uncertain=true")).toEqual([]);
    expect(await find("uncertain=false&status=done")).toEqual(["deals-1-1-works", "deals-2-1-works"]);
    const { body } = await own.get("/v1/runs?status=failed");
    const [first, second] = shownIn(body)
      .map(({ ended }) => ended)
      .toSorted();
    // The same moment, as a clock two hours further on shows it.
    const shifted = new Date(Date.parse(second ?? "") + 2 * 3_600_000).toISOString().replace("Z", "+02:00");
    expect(await find(`status=failed&from=${encodeURIComponent(shifted)}`)).toHaveLength(
      first === second ? 2 : 1,
    );
    expect(await find(`from=${first}&to=${first}`)).toEqual([]);
  });

  it("is told a page at a time, which ends sooner where the runs are large", async () => {
    const own = await serve(rules.slice(0, 1));
    const count = 90;
    const events = Array.from({ length: count }, (_, index) => ({
      id: `e${index}`,
      type: "itemCreated",
      item: "deals",
      payload: { title: "A", stage: "Wait for payment" },
    }));
    await own.post("/v1/events", events);
    for (let item = 1; item <= count; item += 1)
      await own.run("works", "done", (run) => run.item.id === item);
    const seen: string[] = [];
    const sizes: number[] = [];
    for (let after = ""; ; ) {
      const { body } = await own.get(`/v1/runs?limit=1000${after}`);
      sizes.push(JSON.stringify(body).length);
      seen.push(...shownIn(body).map(({ id }) => id));
      if (body.next === null) break;
      after = `&after=${body.next}`;
    }
    expect(seen).toEqual(Array.from({ length: count }, (_, index) => `deals-${index + 1}-1-works`));
    expect(sizes.length).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeLessThan(5 * 1024 * 1024);
    // Where the page is as long as was asked for, one more may follow.
    const { body } = await own.get(`/v1/runs?limit=${count - 1}&after=deals-1-1-works`);
    expect(shownIn(body).length).toBeLessThan(count);
  });
});

describe("a filter of runs that is wrong", () => {
  const own = serveOnce(rules);

  it.each([
    ["status=broken", "status"],
    ["status=failed&status=done", "status"],
    ["item=deals", "item"],
    ["item=deals/0", "item"],
    ["uncertain=yes", "uncertain"],
    ["from=yesterday", "from"],
    ["from=2026-02-30", "from"],
    ["to=2026-13-01T00:00:00Z", "to"],
    ["limit=1001", "limit"],
    ["limit=1.5", "limit"],
    ["limit=0x10", "limit"],
    ["limit=", "limit"],
    ["after=nothing", "after"],
    ["staus=failed", "staus"],
  ])("is refused with its name: %s", async (query, field) => {
    expect(await own().get(`/v1/runs?${query}`)).toMatchObject({
      status: 400,
      body: problemWith(400, { field }),
    });
  });
});
