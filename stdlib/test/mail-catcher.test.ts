import { sendEmail } from "@onstage/stdlib/actions";
import { startMailCatcher } from "@onstage/stdlib/testing";
import { describe, expect, it } from "vitest";
import { type TestContext, testContext } from "./context.ts";

function contextFor(url: string): TestContext {
  return testContext({ environment: { ONSTAGE_SMTP_URL: url, ONSTAGE_MAIL_FROM: "sales@our.example" } });
}

describe("the mail catcher", () => {
  it("listens on this machine only, and tells of each mail until told not to", async () => {
    const catcher = await startMailCatcher();
    const context = contextFor(catcher.url);
    const subjects: string[] = [];
    const end = catcher.onMail((mail) => subjects.push(mail.subject));
    try {
      expect(catcher.url).toMatch(/^smtp:\/\/127\.0\.0\.1:\d+$/);
      const both = catcher.waitForMail(2);
      await sendEmail(context, "Hello", "One");
      await sendEmail(context, "Hello", "Two");
      expect((await both).map((mail) => mail.subject)).toEqual(["One", "Two"]);
      end();
      await sendEmail(context, "Hello", "Three");
      expect(subjects).toEqual(["One", "Two"]);
      expect(catcher.mails).toHaveLength(3);
    } finally {
      context.close();
      await catcher.stop();
    }
  });

  it("refuses a port that is taken, and frees its own", async () => {
    const first = await startMailCatcher();
    const port = Number(new URL(first.url).port);
    await expect(startMailCatcher({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    await first.stop();
    const second = await startMailCatcher({ port });
    await second.stop();
  });
});
