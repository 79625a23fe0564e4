import { describe, expect, it } from "vitest";
import { onstage, project, scratch } from "./support.ts";

interface Entry {
  readonly name: string;
  readonly kind: string;
  readonly group: string;
  readonly parameters: readonly { readonly name: string; readonly type: string; readonly default?: string }[];
  readonly result: { readonly type: string; readonly fields?: Readonly<Record<string, string>> } | null;
  readonly serves: readonly string[];
}

/** The entries of what was printed, by name. */
function entriesOf(stdout: string): ReadonlyMap<string, Entry> {
  const { entries } = JSON.parse(stdout) as { readonly entries: readonly Entry[] };
  return new Map(entries.map((entry) => [entry.name, entry]));
}

const own = `import type { ActionContext, Text, User } from "@onstage/runtime/actions";

/**
 * Orders a parcel.
 *
 * @param size how large it is
 * @returns its number
 * @group Parcels
 * @kind helper
 * @serves deals nothings
 * @limit note 20
 * @example orderParcel("large")
 */
export async function orderParcel(context: ActionContext, size: "small" | "large" = "small", note?: Text, to?: User): Promise<{ readonly number: Text }> {
  return { number: size };
}
/** Packs. */
export async function pack(context: ActionContext): Promise<void> {}
`;

describe("the catalogue", () => {
  it("lists actions, helpers and triggers with their types, defaults, results and what they serve", async () => {
    using made = project();
    made.write(
      "onstage.json",
      JSON.stringify({ schema: "crm.schema.json", rules: ["rules/*.rules"], actions: ["actions/*.ts"] }),
    );
    made.write("actions/own.ts", own);
    const { code, stdout, stderr } = await onstage(["catalog", "--format", "json"], { cwd: made.folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const entries = entriesOf(stdout);
    expect(entries.get("orderParcel")).toEqual({
      name: "orderParcel",
      kind: "helper",
      group: "Parcels",
      description: "Orders a parcel.",
      parameters: [
        {
          name: "size",
          type: '"small" | "large"',
          optional: true,
          default: '"small"',
          description: "how large it is",
        },
        { name: "note", type: "Text", optional: true, limit: 20 },
        { name: "to", type: "User", optional: true },
      ],
      result: { type: "{ number: Text }", fields: { number: "Text" }, description: "its number" },
      serves: ["deals"],
      repeatable: false,
      messagesClient: false,
      example: 'orderParcel("large")',
      file: "actions/own.ts",
    });
    expect(entries.get("pack")).toMatchObject({ group: "Your own", kind: "action", result: null });
    expect(entries.get("createPaymentLink")).toMatchObject({
      kind: "helper",
      group: "Payment",
      result: { type: "Link", fields: { url: "Url" } },
    });
    expect(entries.get("changeStage")?.serves).toEqual(["deals"]);
    expect(entries.get("invoicePaid")).toMatchObject({ kind: "trigger", result: null });
    expect([...entries.keys()]).toEqual(expect.arrayContaining(["created", "fieldChanged"]));
    const groups = [...new Set([...entries.values()].map((entry) => entry.group))];
    expect(groups[0]).toBe("Client communication");
    expect(groups.slice(-2)).toEqual(["Parcels", "Your own"]);
  });

  it("is printed by groups, or one entry with all that is known of it", async () => {
    const all = await onstage(["catalog"]);
    expect(all.code).toBe(0);
    expect(all.stdout).toMatch(/^Client communication\n {2}/);
    expect(all.stdout).toMatch(
      /\nPayment\n(?: {2}.*\n)* {2}createPaymentLink +helper +Asks the payment provider /,
    );
    const one = await onstage(["catalog", "createPaymentLink"]);
    expect(one.stdout).toMatch(/^createPaymentLink\(\): Link\nAsks the payment provider/);
    expect(one.stdout).toMatch(/\n {2}result\.url +Url\n/);
    expect(one.stdout).toMatch(/\n {2}let link = createPaymentLink\(\);\n {2}sendEmail\(link/);
    const none = await onstage(["catalog", "sendEmial"]);
    expect(none).toMatchObject({ code: 2, stdout: "" });
    expect(none.stderr).toContain("did you mean `sendEmail`?");
  });

  it("is there outside of a project, and ends with 1 where something of the project may be missing", async () => {
    using outside = scratch();
    const bare = await onstage(["catalog", "--format", "json"], { cwd: outside.folder });
    expect(bare.code).toBe(0);
    expect(entriesOf(bare.stdout).get("sendEmail")?.serves).toEqual([]);
    using made = project();
    made.write("onstage.json", JSON.stringify({ schema: "none.json", rules: ["rules/*.rules"] }));
    const broken = await onstage(["catalog"], { cwd: made.folder });
    expect(broken.code).toBe(1);
    expect(broken.stdout).toContain("sendEmail");
    expect(broken.stderr).toContain("`onstage check` tells it");
  });
});
