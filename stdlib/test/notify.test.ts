import { PermanentError } from "@onstage/runtime/actions";
import { changeStage, notify } from "@onstage/stdlib/actions";
import { startMailCatcher } from "@onstage/stdlib/testing";
import { describe, expect, it } from "vitest";
import { errorOf, testContext } from "./context.ts";

describe("notify", () => {
  it("mails the user's address what happened and with which item", async () => {
    const catcher = await startMailCatcher();
    const environment = { ONSTAGE_SMTP_URL: catcher.url, ONSTAGE_MAIL_FROM: "crm@our.example" };
    const context = testContext({ environment });
    try {
      await notify(context, { id: 1, name: "Anna", email: "anna@our.example" }, "Pack <b>the</b> order");
      const [mail] = await catcher.waitForMail(1);
      expect(mail).toMatchObject({
        from: "crm@our.example",
        to: ["anna@our.example"],
        subject: "Acme",
        text: "Pack <b>the</b> order\n\nAcme (deals/42)",
      });
      expect(mail?.html).toContain("Pack &lt;b&gt;the&lt;/b&gt; order");
    } finally {
      context.close();
      await catcher.stop();
    }
  });

  it.each([
    [{ id: 1, name: "Anna" }, "Hello", "Anna has no e-mail address"],
    [{ id: 1, name: "Anna", email: "anna" }, "Hello", "address of Anna is not valid"],
    [{ id: 1, name: "Anna", email: "anna@our.example" }, " ", "The message to Anna is empty"],
  ])("fails for good, with the user's name: %#", async (user, message, sentence) => {
    const environment = { ONSTAGE_SMTP_URL: "smtp://127.0.0.1:1", ONSTAGE_MAIL_FROM: "crm@our.example" };
    const error = await errorOf(notify(testContext({ environment }), user, message));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain(sentence);
  });
});

describe("changeStage", () => {
  it("notes a move, and uses nothing outside", async () => {
    const context = testContext();
    await changeStage(context, "delivery");
    expect(context.changes).toEqual([{ kind: "move", stage: "delivery" }]);
  });
});
