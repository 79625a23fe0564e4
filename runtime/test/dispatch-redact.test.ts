import { describe, expect, it } from "vitest";
import { createRedact } from "../src/dispatch/redact.ts";

describe("secrets in texts", () => {
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
