import { createHmac, randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { serve, token } from "./serving.ts";
import { onstage, project } from "./support.ts";

const secret = `whsec_${randomBytes(32).toString("base64")}`;
const settings = (hooks: object): string =>
  JSON.stringify({ schema: "crm.schema.json", rules: ["rules/**/*.rules"], hooks });

it("reads hooks anew with the rules: a deploy opens and closes them, and a rollback brings them back", {
  timeout: 120_000,
}, async () => {
  using own = project();
  const billing = { verify: "signature", secret: "BILLING_WEBHOOK_SECRET" };
  const shipping = { verify: "signature", secret: "SHIPPING_WEBHOOK_SECRET" };
  own.write("onstage.json", settings({ billing }));
  own.write("rules/payments.rules", 'on stage "Proposal" in deals <\n  setField(title, "Sent");\n>\n');
  const serving = await serve(own, { BILLING_WEBHOOK_SECRET: secret, SHIPPING_WEBHOOK_SECRET: secret });
  const verb = (...args: string[]) =>
    onstage(args, { cwd: own.folder, env: { ONSTAGE_URL: serving.url, ONSTAGE_TOKEN: token } });
  const statuses = () =>
    Promise.all(
      ["billing", "shipping"].map(
        async (name) => (await fetch(`${serving.url}/v1/hooks/${name}`, { method: "POST" })).status,
      ),
    );
  expect(await statuses()).toEqual([401, 404]);

  own.write("onstage.json", settings({ shipping }));
  expect((await verb("deploy", "--plan")).stdout).toContain("\nalso different: hooks\n");
  expect(await statuses()).toEqual([401, 404]);
  expect(await verb("deploy")).toMatchObject({ code: 0 });
  expect(await statuses()).toEqual([404, 401]);
  expect(await verb("deploy", "--rollback")).toMatchObject({ code: 0 });
  expect(await statuses()).toEqual([401, 404]);
});

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
