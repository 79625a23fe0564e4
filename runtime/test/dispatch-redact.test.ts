import { describe, expect, it } from "vitest";
import { createRedact } from "../src/dispatch/redact.ts";

describe("secrets in texts", () => {
  it("are known line by line, and with their line breaks escaped", () => {
    const secret = "-----BEGIN KEY-----\nQUJDREVGR0hJSktMTU5P\n-----END KEY-----";
    const redact = createRedact({ SIGNING_KEY: secret });
    for (const text of [secret, ...secret.split("\n"), JSON.stringify({ secret })]) {
      expect(redact(text)).not.toContain("QUJDREVGR0hJSktMTU5P");
    }
    expect(redact("QUJDREVGR0hJSktMTU5P")).toBe("***");
  });

  const redact = createRedact({
    ONSTAGE_TOKEN: "admin-token-0001",
    STRIPE_API_KEY: "sk_live_123",
    DB_PASSWORD: "admin-token",
    CLIENT_SECRET: "s3cr3t",
    ONSTAGE_SMTP_URL: "smtp://shop:p%40ss%25word@mail.example:587",
    HOME: "/home/shop",
    EMPTY_TOKEN: "",
    SHORT_KEY: "on",
    MISSING: undefined,
  });

  it.each([
    ["a token", "got admin-token-0001.", "got ***."],
    ["a key", "sk_live_123 is not valid", "*** is not valid"],
    ["a secret, every time", "s3cr3t and s3cr3t", "*** and ***"],
    ["a whole address", "to smtp://shop:p%40ss%25word@mail.example:587 failed", "to *** failed"],
    ["a password as it is sent", "535 p@ss%word", "535 ***"],
    ["a password as it is written", "535 p%40ss%25word", "535 ***"],
    ["credentials in any address", "GET https://me:pw@api.example/x", "GET https://***@api.example/x"],
  ])("hides %s", (_, text, hidden) => {
    expect(redact(text)).toBe(hidden);
  });

  it.each([
    ["behind a sign that is no part of a scheme", "_https://me:pw@api.example", "_https://***@api.example"],
    ["however long they are", `https://me:${"p".repeat(5000)}@api.example`, "https://***@api.example"],
  ])("hides credentials %s", (_, text, hidden) => {
    expect(redact(text)).toBe(hidden);
  });

  it.each([
    ["letters", "a"],
    ["letters and points", "a."],
    ["beginnings of addresses", "a://"],
    ["addresses without an end", "https://me:"],
  ])("reads many long lines of %s, each letter a few times at most", (_, part) => {
    const line = part.repeat(64 * 1024).slice(0, 64 * 1024);
    for (let count = 0; count < 200; count += 1) expect(redact(line)).toBe(line);
  });

  it("keeps the beginning of a text without end", () => {
    const text = redact("word ".repeat(1_000_000));
    expect(text).toMatch(/^word word .*…$/);
    expect(text.length).toBeLessThanOrEqual(64 * 1024 + 1);
  });

  it.each([
    ["a secret", "", "admin-token-0001"],
    ["the password of an address", "", "p%40ss%25word"],
    ["credentials", "https://", "somebody:whatever-it-was@api.example"],
  ])("leaves no half of %s at the cut", (_, open, secret) => {
    const begin = "s3cr3t ".repeat(9000);
    for (let inside = 2; inside < secret.length; inside += 1) {
      const gap = " ".repeat(64 * 1024 - begin.length - open.length - inside);
      const end = redact(`${begin}${gap}${open}${secret} and more`).slice(-100);
      expect(end).not.toContain(secret.slice(0, 2));
      expect(end).toMatch(/^ +(h|https?:?\/?\/?(\*\*\*(@[a-z.]*)?)?)?…$/);
    }
  });

  it("leaves everything else as it is", () => {
    expect(redact("/home/shop is on, at https://api.example/a@b")).toBe(
      "/home/shop is on, at https://api.example/a@b",
    );
  });

  it.each([
    ["100%", "full"],
    ["p%ffw", "no text"],
  ])("bears a percent sign that stands for nothing: %s", (password) => {
    expect(createRedact({ A_URL: `smtp://a:${password}@b.example` })(`535 ${password}`)).toBe("535 ***");
  });
});
