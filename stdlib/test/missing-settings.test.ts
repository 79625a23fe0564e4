import { describe, expect, it } from "vitest";
import { missingSettings } from "../src/providers/missing-settings.ts";

describe("what the environment lacks", () => {
  it("is said for the actions in use, and for no others", () => {
    expect(missingSettings(["sendSms", "assign"], {})).toEqual([
      "ONSTAGE_SMS_URL is not set, so sendSms will fail; set it, for instance to https://sms.example.com/messages",
    ]);
    expect(missingSettings(["assign"], {})).toEqual([]);
  });

  it("is what the chosen adapter needs", () => {
    const names = (environment: Readonly<Record<string, string>>) =>
      missingSettings(["sendSms", "robocall"], environment).map((sentence) => sentence.split(" ", 1)[0]);
    expect(names({ ONSTAGE_SMS_PROVIDER: "twilio", ONSTAGE_TWILIO_FROM: "+1" })).toEqual([
      "ONSTAGE_TWILIO_ACCOUNT",
      "ONSTAGE_TWILIO_TOKEN",
      "ONSTAGE_CALLS_URL",
    ]);
    expect(names({ ONSTAGE_SMS_PROVIDER: "http", ONSTAGE_CALLS_URL: "https://calls.example" })).toEqual([
      "ONSTAGE_SMS_URL",
    ]);
  });
});
