import { expect, it } from "vitest";
import { serve, token } from "./service-support.ts";

const rules = [
  {
    name: "plan",
    call: `const file = await context.files.put("offer.txt", "text/plain", new TextEncoder().encode("50 EUR"));
      const deal = await context.crm.reserve("deals");
      context.change({ kind: "create", item: deal, fields: { title: "Copy of " + context.item.title } });
      context.change({ kind: "record", activity: { kind: "task", title: "Call back", open: true, data: { file } } });
      return { file, deal, number: await context.next("offers") };`,
  },
];

it("carries out what an action makes, writes and keeps, and shows it over HTTP", async () => {
  const own = await serve(rules);
  await own.post("/v1/items/deals", { title: "Acme", stage: "Wait for payment" });
  const run = await own.run("plan", "done");
  expect(run).toMatchObject({ result: { deal: { entity: "deals", id: 2 }, number: 1 } });
  expect(await own.get("/v1/items/deals/2")).toMatchObject({ status: 200, body: { title: "Copy of Acme" } });
  const shown = await own.get("/v1/items/deals/1");
  expect(shown.body).toMatchObject({
    notes: [{ reason: "made deals/2", why: { code: "made", item: "deals/2" } }],
    activities: [{ id: 1, kind: "task", title: "Call back", closed: null, stage: expect.any(String) }],
  });

  const done = await own.post("/v1/items/deals/1/activities/1/complete");
  expect(done).toMatchObject({ status: 200, body: { id: 1, closed: expect.any(String), closedBy: "api" } });
  expect(await own.post("/v1/items/deals/1/activities/7/complete")).toMatchObject({ status: 404 });

  expect((await own.get(`/v1/files/${"0".repeat(64)}`)).status).toBe(404);
  expect((await own.get("/v1/files/..%2F..%2Fledger.db")).status).toBe(400);
  const kept = String(Reflect.get(Object(Reflect.get(Object(run.result), "file")), "url"));
  const file = await fetch(`${own.service.url}${kept}`, { headers: { authorization: `Bearer ${token}` } });
  expect(await file.text()).toBe("50 EUR");
  expect(file.headers.get("content-disposition")).toBe("attachment");
  expect((await fetch(`${own.service.url}${kept}`)).status).toBe(401);
});
