import { PermanentError, readPublicLink } from "@onstage/runtime/actions";
import { describe, expect, it } from "vitest";
import { createQrCode } from "../src/actions/createQrCode.ts";
import { errorOf, testContext } from "./context.ts";

const key = "a key for links";
const environment = { ONSTAGE_PUBLIC_URL: "https://rules.acme.example", ONSTAGE_LINK_KEY: key };

function read(url: string): unknown {
  const { pathname, searchParams } = new URL(url);
  return readPublicLink(key, pathname.split("/")[2] ?? "", searchParams.get("of") ?? "");
}

describe("createQrCode", () => {
  it("gives a page, a picture and what is in it, all of the same code", async () => {
    const context = testContext({ environment });
    const code = await createQrCode(context, "Your ticket", "Show it at the door.", "ticket");
    const link = {
      kind: "scanned",
      item: "deals/42",
      code: "ticket",
      title: "Your ticket",
      text: "Show it at the door.",
    };
    expect([read(code.page), read(code.picture), read(code.link)]).toEqual([link, link, link]);
    expect(new URL(code.page).pathname).toMatch(/^\/l\/[\w-]{22}\/page$/u);
    expect(new URL(code.picture).pathname).toMatch(/^\/l\/[\w-]{22}\/gif$/u);
    expect(await createQrCode(context, "Your ticket", "Show it at the door.", "ticket")).toEqual(code);
  });

  it("has the name of its rule where it is given none, and leads on where that is asked for", async () => {
    const code = await createQrCode(
      testContext({ environment }),
      "Menu",
      undefined,
      undefined,
      "https://acme.example",
    );
    expect(read(code.link)).toMatchObject({ code: "link", text: "", url: "https://acme.example/" });
  });

  it("keeps the path at which people reach the service, with a stroke behind it or without", async () => {
    for (const base of ["https://acme.example/rules", "https://acme.example/rules/"]) {
      const settings = { ...environment, ONSTAGE_PUBLIC_URL: base };
      const code = await createQrCode(testContext({ environment: settings }), "Menu");
      expect(new URL(code.page).pathname).toMatch(/^\/rules\/l\/[\w-]{22}\/page$/u);
      expect(code.link.startsWith("https://acme.example/rules/l/")).toBe(true);
    }
  });

  it("takes what a QR code takes, to the last character", async () => {
    const made = (length: number) =>
      createQrCode(
        testContext({ environment }),
        "Menu",
        "",
        "menu",
        `https://acme.example/${"x".repeat(length)}`,
      );
    const rest = Math.floor(((2331 - (await made(0)).link.length) * 3) / 4);
    expect((await made(rest - 3)).link.length).toBeGreaterThan(2320);
    const error = await errorOf(made(rest + 3));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toMatch(
      /^What stands in the code gets too long: 233\d characters, and a QR code takes 2331\./u,
    );
  });

  it.each([
    [environment, "x".repeat(301), undefined, "at most 300 characters"],
    [environment, "", "javascript:alert(1)", "is no web address"],
    [{}, "", undefined, "ONSTAGE_PUBLIC_URL is not set"],
    [{ ONSTAGE_PUBLIC_URL: "rules.acme.example" }, "", undefined, "ONSTAGE_PUBLIC_URL is no web address"],
  ])("is refused where nobody could scan or open it: %#", async (settings, text, url, sentence) => {
    const error = await errorOf(
      createQrCode(testContext({ environment: settings }), "Menu", text, undefined, url),
    );
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain(sentence);
  });
});
