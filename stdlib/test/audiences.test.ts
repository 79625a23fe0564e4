import { createHash } from "node:crypto";
import { type Client, PermanentError } from "@onstage/runtime/actions";
import { describe, expect, it } from "vitest";
import { addToAudience } from "../src/actions/addToAudience.ts";
import { removeFromAudience } from "../src/actions/removeFromAudience.ts";
import { errorOf, testContext } from "./context.ts";
import { startPeer } from "./peers/http-peer.ts";
import { metaToken, startMeta } from "./peers/meta.ts";

const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
const ann: Client = {
  entity: "contacts",
  id: 7,
  name: "Ann",
  email: " Ann@Acme.example",
  phone: "+49 151 1234567",
};
const hashes = [hash("ann@acme.example"), hash("491511234567")];

describe("an audience at Meta", () => {
  function environment(url: string): Readonly<Record<string, string>> {
    return {
      ONSTAGE_AUDIENCES_PROVIDER: "meta",
      ONSTAGE_META_TOKEN: metaToken,
      ONSTAGE_META_URL: `${url}/v24.0`,
    };
  }

  it("gets hashes of who is added, once, and loses them again", async () => {
    await using peer = await startMeta();
    const context = testContext({ environment: environment(peer.url), clients: [ann] });
    await addToAudience(context, "2384");
    await addToAudience(context, "2384");
    expect([...peer.members]).toEqual(hashes);
    expect(peer.requests.map(({ text }) => decodeURIComponent(text)).join("")).not.toMatch(/acme|1234567/u);
    await removeFromAudience(context, "2384");
    expect(peer.members.size).toBe(0);
  });

  it.each([
    ["9999", {}, "Unsupported request"],
    ["my audience", {}, "is no audience of Meta"],
    ["2384", { ONSTAGE_META_TOKEN: "geheim" }, "Invalid OAuth access token"],
  ])("that is %s fails with the reason", async (audience, extra, sentence) => {
    await using peer = await startMeta();
    const context = testContext({ environment: { ...environment(peer.url), ...extra }, clients: [ann] });
    const error = await errorOf(addToAudience(context, audience));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain(sentence);
    expect(error.message).not.toContain("geheim");
  });
});

describe("an audience at a provider over HTTP", () => {
  it("is told the change, with hashes of every client that has something to be known by", async () => {
    await using peer = await startPeer(() => ({ status: 204 }));
    const clients = [ann, { entity: "companies", id: 3, name: "Acme" }];
    await removeFromAudience(
      testContext({ environment: { ONSTAGE_AUDIENCES_URL: peer.url }, clients }),
      "vip",
    );
    expect(JSON.parse(peer.requests[0]?.text ?? "")).toEqual({
      audience: "vip",
      change: "remove",
      people: [{ email: hashes[0], phone: hashes[1] }],
    });
  });

  it("is told of nobody who is known by nothing", async () => {
    const clients = [{ entity: "contacts", id: 7, name: "Ann", email: "no address", phone: "030 1234567" }];
    const error = await errorOf(addToAudience(testContext({ clients }), "vip"));
    expect(error.message).toContain("contact “Ann” has no valid e-mail address or telephone number");
  });
});
