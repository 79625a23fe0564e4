import { startMailCatcher } from "@onstage/stdlib/testing";
import { expect, it } from "vitest";
import { startProcess } from "./service-process.ts";
import { scratch } from "./support.ts";

const publicUrl = "https://rules.acme.example";

const schema = {
  entities: {
    deals: {
      title: "Deals",
      item: "Deal",
      pipelines: [
        {
          id: "sales",
          title: "Sales",
          stages: [
            { id: "NEW", title: "New" },
            { id: "WON", title: "Won", final: "success" },
          ],
        },
      ],
      fields: {
        title: { type: "Text", required: true },
        discount: { type: "Number" },
        responsible: { type: "User", required: true },
      },
    },
  },
  users: [
    { id: 1, name: "Anna", email: "anna@acme.example", manager: 9 },
    { id: 9, name: "Max", email: "max@acme.example" },
  ],
};

const rules = `on stage "New" in deals <
  let ok = requestApproval(responsible.manager, "Discount {discount} %", 2 days);
  after previous setField(discount, 20) when ok == "rejected";
>
`;

interface Answer {
  readonly discount?: unknown;
  readonly visits: readonly {
    readonly runs: readonly { readonly status: string; readonly reason: string }[];
  }[];
  readonly activities: readonly { readonly kind: string; readonly closed: string | null }[];
}

it("an approval is asked for by mail, survives a kill, and is answered by one click", async () => {
  using own = scratch();
  const catcher = await startMailCatcher();
  own.write(
    "onstage.json",
    JSON.stringify({ schema: "crm.schema.json", rules: ["*.rules"], timezone: "Europe/Berlin" }),
  );
  own.write("crm.schema.json", JSON.stringify(schema));
  own.write("approval.rules", rules);
  const environment = { ONSTAGE_SMTP_URL: catcher.url, ONSTAGE_PUBLIC_URL: publicUrl };
  const first = startProcess(own.folder, environment);
  try {
    const before = await first.serving;
    await before.call("POST", "items/deals", { id: 42, title: "Acme", discount: 25, responsible: 1 });
    const [mail] = await catcher.waitForMail(1);
    expect(mail?.to).toEqual(["max@acme.example"]);
    const [link = ""] = /https:\S+/u.exec(mail?.text ?? "") ?? [];
    expect(link.startsWith(`${publicUrl}/v1/approvals/`)).toBe(true);
    const stateAt = async ({ call }: typeof before) => (await call("GET", "items/deals/42")).body as Answer;
    // The mail is taken before the end of the action is written down.
    await expect
      .poll(async () => (await stateAt(before)).visits[0]?.runs[0]?.reason, { timeout: 20_000 })
      .toMatch(/^waits for Max's approval until \w{3} \d{4}-\d\d-\d\d \d\d:\d\d/u);

    first.child.kill("SIGKILL");
    await first.ended;
    const second = startProcess(own.folder, environment);
    try {
      const after = await second.serving;
      const page = link.replace(publicUrl, after.url);
      expect(await (await fetch(page)).text()).toContain("Discount 25 %");
      const decided = await fetch(page, {
        method: "POST",
        body: new URLSearchParams({ decision: "rejected" }),
      });
      expect(await decided.text()).toContain("It was rejected.");
      await expect.poll(async () => (await stateAt(after)).discount, { timeout: 20_000 }).toBe(20);
      const { visits, activities } = await stateAt(after);
      expect(visits[0]?.runs.map(({ status }) => status)).toEqual(["done", "done"]);
      expect(activities.filter(({ closed }) => closed === null)).toEqual([]);
      expect(catcher.mails).toHaveLength(1);
    } finally {
      second.child.kill("SIGKILL");
      await second.ended;
    }
  } finally {
    first.child.kill("SIGKILL");
    await first.ended;
    await catcher.stop();
  }
});
