import { createServer, type IncomingHttpHeaders } from "node:http";
import { expect, it } from "vitest";
import { serve } from "./serving.ts";
import { scratch } from "./support.ts";

const schema = JSON.stringify({
  entities: {
    deals: {
      title: "Deals",
      item: "Deal",
      pipelines: [{ id: "SALES", title: "Sales", stages: [{ id: "NEW", title: "New" }] }],
      fields: { title: { type: "Text", required: true } },
    },
  },
});

const action = `import { type ActionContext, TransientError } from "@onstage/runtime/actions";

/**
 * Orders a parcel.
 *
 * @repeatable
 * @uses parcels
 */
export async function orderParcel(context: ActionContext): Promise<{ readonly token: string }> {
  const token = context.secret("PARCELS_CODE");
  const answer = await context.fetch(process.env.PARCELS_URL ?? "", {
    method: "POST",
    headers: { authorization: token, "idempotency-key": context.run.key },
    body: context.item.title,
  });
  if (!answer.ok) throw new TransientError("the parcel service is busy");
  return { token };
}
`;

/** A parcel service: what it was asked with, how many it dealt with at once at most, and what it answers. */
async function parcelService(answerOf: (count: number) => { status: number; wait?: number; after: number }) {
  const seen: { readonly headers: IncomingHttpHeaders; readonly at: number }[] = [];
  let now = 0;
  let most = 0;
  const server = createServer((request, answer) => {
    seen.push({ headers: request.headers, at: Date.now() });
    now += 1;
    most = Math.max(most, now);
    const { status, wait, after } = answerOf(seen.length);
    request.resume().on("end", () =>
      setTimeout(() => {
        now -= 1;
        answer.writeHead(status, wait === undefined ? {} : { "retry-after": String(wait) }).end("{}");
      }, after),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    seen,
    most: () => most,
    host: `127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Run {
  readonly id: string;
  readonly status: string;
  readonly reason: string | null;
  readonly result?: unknown;
}

it("keeps to the limits, the hosts and the secrets that the project names, over all threads, and anew when they change", async () => {
  // Those that begin with the first one are still under way when it is asked to wait.
  await using parcels = await parcelService((count) =>
    count === 1 ? { status: 429, wait: 1, after: 0 } : { status: 201, after: count < 4 ? 500 : 20 },
  );
  using own = scratch();
  const config = (more: object) =>
    own.write(
      "onstage.json",
      JSON.stringify({ schema: "crm.schema.json", rules: ["*.rules"], actions: ["own.ts"], ...more }),
    );
  own.write("crm.schema.json", schema);
  own.write("a.rules", 'on stage "New" in deals <\n  orderParcel();\n>\n');
  own.write("own.ts", action);
  const known = { secrets: ["PARCELS_CODE"], limits: { parcels: { concurrent: 3 } } };
  config(known);
  const code = "a-code-of-parcels";
  const serving = await serve(own, { PARCELS_CODE: code, PARCELS_URL: `http://${parcels.host}/orders` });

  const create = (from: number, count: number) =>
    serving.call(
      "POST",
      "events",
      Array.from({ length: count }, (_, index) => ({
        id: `e${from + index}`,
        type: "itemCreated",
        item: `deals/${from + index}`,
        payload: { title: `Deal ${from + index}` },
      })),
    );
  const runs = async (status: string) =>
    ((await serving.call("GET", `runs?status=${status}&limit=100`)).body as { readonly runs: readonly Run[] })
      .runs;
  const until = async (status: string, count: number) => {
    for (;;) {
      const found = await runs(status);
      if (found.length >= count) return found;
    }
  };

  await create(1, 1);
  const [refused] = await until("failed", 1);
  expect(refused?.reason).toContain(`name “${parcels.host}” under “outbound.allow” in onstage.json`);
  expect(parcels.seen).toEqual([]);

  config({ ...known, outbound: { allow: [parcels.host] } });
  expect((await serving.call("POST", "rulesets")).status).toBe(201);
  await create(2, 40);
  const done = await until("done", 40);
  expect(parcels.seen).toHaveLength(41);
  expect(parcels.most()).toBe(3);
  const [first, , third, fourth] = parcels.seen;
  expect((fourth?.at ?? 0) - (first?.at ?? 0), "all others have waited").toBeGreaterThanOrEqual(1000);
  expect(third?.headers).toMatchObject({ authorization: code });
  expect(JSON.stringify([done, await runs("failed"), serving.log()])).not.toContain(code);
});
