import { describe, expect, it } from "vitest";
import { found, inNew, onlyFound } from "./declaration-support.ts";

const letters = (count: number): string => "x".repeat(count);

describe("a text with a limit", () => {
  it.each([
    `sendSms("${letters(200)}");`,
    `sendSms("  ${letters(200)}  ");`,
    `sendSms("${"😀".repeat(200)}");`,
    `sendSms("${letters(190)}{title}");`,
    `sendSms(message: if amount > 5 then "${letters(200)}" else "short");`,
    `sendEmail("${letters(5000)}");`,
    "sendSms(title);",
  ])("can be as long as that, and what is not known is left to the run", async (rules) => {
    expect(await found(inNew(rules))).toEqual([]);
  });

  it.each([
    [
      `"${letters(201)}"`,
      "this text has 201 characters, and `message` of sendSms takes 200",
      "leave out 1 character",
    ],
    [
      `"${letters(150)}{title}${letters(60)}"`,
      "this text has at least 210 characters, and `message` of sendSms takes 200",
      "leave out 10 characters, and room for what is put into it",
    ],
    [`if amount > 5 then "x" else "${letters(250)}"`, undefined, "leave out 50 characters"],
    [`("${letters(202)}")`, undefined, "leave out 2 characters"],
  ])("is refused where it is longer", async (text, message, help) => {
    const found = await onlyFound(inNew(`sendSms(message: ${text});`));
    expect(found.code).toBe("OS2133");
    if (message !== undefined) expect(found.message).toBe(message);
    expect(found.help).toBe(help);
  });

  it("is refused where a constant says it, and where a group of rules sends it", async () => {
    const long = letters(220);
    expect(await found(`const text = "${long}"\n${inNew("sendSms(text);")}`)).toEqual(["OS2133 text"]);
    const group = `rules remind(text: Text) in deals < sendSms(text); >\n${inNew(`include remind("${long}");`)}`;
    expect((await found(group)).map((one) => one.slice(0, 6))).toEqual(["OS2042"]);
  });
});
