import { afterEach, describe, expect, it } from "vitest";
import { publicLinkPath } from "../src/actions/public-link.ts";
import { linkKeyOf } from "../src/service/link-key.ts";
import { startService } from "../src/service/start.ts";
import { type Served, serve } from "./service-support.ts";

afterEach(() => {
  delete process.env.ONSTAGE_LINK_KEY;
});

const key = "0123456789abcdef0123456789abcdef";
const rules = [
  {
    name: "key",
    on: "siteVisited",
    call: "return context.use({ name: 'key', open: (environment) => environment.ONSTAGE_LINK_KEY });",
  },
];

/** The key that actions of the service sign links with. */
async function keyOfActions(own: Served, id: string): Promise<string> {
  await own.post("/v1/items/deals", { id: 42, title: "Acme" });
  await own.post("/v1/events", { id, type: "siteVisited", item: "deals/42", payload: { id } });
  const { result } = await own.run("key", "done", ({ args }) => args?.id === id);
  return String(result);
}

async function opens(own: Served, secret: string): Promise<boolean> {
  const path = publicLinkPath(secret, { kind: "opened", item: "deals/42", mail: "<1@x>", subject: "" });
  const { status, body } = await fetch(`${own.service.url}${path}`);
  await body?.cancel();
  return status === 200;
}

describe("the key for links", () => {
  it("is made once where none is set, and outlives the admin token", async () => {
    const own = await serve(rules);
    const made = await keyOfActions(own, "one");
    expect(Buffer.from(made, "base64url")).toHaveLength(32);
    expect(await opens(own, made)).toBe(true);
    await own.restart({ token: "another-token-0123456789" });
    expect(await opens(own, made)).toBe(true);
  });

  it("that is set is the same for the service and its actions, without the white space around it", async () => {
    process.env.ONSTAGE_LINK_KEY = ` ${key}\n`;
    const own = await serve(rules);
    expect(await keyOfActions(own, "one")).toBe(key);
    expect(await opens(own, key)).toBe(true);
    expect(await opens(own, ` ${key}\n`)).toBe(false);
  });

  it("that could be guessed is refused before anything is opened", async () => {
    const own = await serve([]);
    process.env.ONSTAGE_LINK_KEY = ` ${key.slice(1)} `;
    await expect(startService({ ...own.options, data: `${own.folder}/other` })).rejects.toMatchObject({
      name: "ServiceError",
      code: "bad-option",
      message: "The key in ONSTAGE_LINK_KEY has 31 characters, and could be guessed.",
      help: expect.stringContaining("at least 32 random characters"),
    });
  });

  it.each([undefined, "", " \n"])("is not set by %j", (text) => {
    expect(linkKeyOf({ ONSTAGE_LINK_KEY: text })).toBeUndefined();
  });
});
