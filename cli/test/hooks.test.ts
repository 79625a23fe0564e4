import { createHmac, randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { serve } from "./serving.ts";
import { project } from "./support.ts";

it("serves the hooks that a project names: a signed message starts the rules that wait for it", async () => {
  using own = project();
  const key = randomBytes(32);
  own.write(
    "onstage.json",
    JSON.stringify({
      schema: "crm.schema.json",
      rules: ["rules/**/*.rules"],
      hooks: { billing: { verify: "signature", secret: "BILLING_WEBHOOK_SECRET", item: "data.deal" } },
    }),
  );
  own.write(
    "rules/payments.rules",
    'on webhookReceived("billing") in deals <\n  setField(title, "Paid");\n>\n',
  );
  const serving = await serve(own, { BILLING_WEBHOOK_SECRET: `whsec_${key.toString("base64")}` });
  await serving.call("POST", "items/contacts", { name: "Ann", email: "ann@acme.example" });
  await serving.call("POST", "items/deals", { title: "Acme", amount: 60000, contact: 1 });

  const body = JSON.stringify({ data: { deal: "deals/1" }, text: "settled" });
  const at = String(Math.floor(Date.now() / 1000));
  const hash = createHmac("sha256", key).update(`msg_1.${at}.${body}`).digest("base64");
  const send = (signature: string) =>
    fetch(`${serving.url}/v1/hooks/billing`, {
      method: "POST",
      body,
      headers: {
        "content-type": "application/json",
        "webhook-id": "msg_1",
        "webhook-timestamp": at,
        "webhook-signature": signature,
      },
    });
  expect((await send("v1,AAAA")).status).toBe(401);
  expect((await send(`v1,${hash}`)).status).toBe(202);
  await expect
    .poll(async () => (await serving.call("GET", "items/deals/1")).body, { timeout: 20_000 })
    .toMatchObject({ title: "Paid" });
  expect(await (await send(`v1,${hash}`)).json()).toMatchObject({ status: "duplicate" });
  serving.child.kill("SIGTERM");
  expect(await serving.ended).toBe(0);
  expect(serving.log()).not.toContain(key.toString("base64"));
});
