import { readFileSync } from "node:fs";
import path from "node:path";
import { createProgram, loadProject, type Program } from "@onstage/compiler";
import { library, memoryHost } from "../support.ts";

const schema = readFileSync(
  path.resolve(import.meta.dirname, "../../../docs/diagnostics/crm.schema.json"),
  "utf8",
);

/** What a project of a test says beside its schema. */
export const config = {
  schema: "crm.schema.json",
  rules: ["rules/**/*.rules"],
  timezone: "Europe/Berlin",
  currency: "EUR",
  locale: "en-GB",
  workingHours: { "mon-thu": "09:00-12:00, 12:30-18:00", fri: "09:00-15:00" },
  holidays: ["2026-12-25"],
  workdays: ["2026-12-19"],
  rates: { USD: { "2026-01-01": "0.90", "2026-07-01": "0.95" }, GBP: 1.15 },
};

/** A program of files of rules, against the schema of the documentation. */
export async function projectOf(
  files: Readonly<Record<string, string>>,
  parts: Readonly<Record<string, unknown>> = {},
  crm: string = schema,
): Promise<Program> {
  const host = memoryHost({
    "/p/onstage.json": JSON.stringify({ ...config, ...parts }),
    "/p/crm.schema.json": crm,
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`/p/${name}`, text])),
  });
  return createProgram(await loadProject({ kind: "folder", folder: "/p" }, library, host));
}

/** The same, where nothing is wrong in it. */
export async function soundProject(...args: Parameters<typeof projectOf>): Promise<Program> {
  const program = await projectOf(...args);
  const errors = program.diagnostics.filter((one) => one.severity === "error");
  if (errors.length > 0)
    throw new Error(errors.map((one) => `${one.code} ${one.file} ${one.message}`).join("\n"));
  return program;
}

/** Files in which every form of the language stands. */
export const everything: Readonly<Record<string, string>> = {
  "rules/common.rules": `import { patience } from "./sales/deals.rules"

/// Above this, a deal is large.
const bigDeal = 50000
const huge = bigDeal * 2
const both = [bigDeal, huge]
const deadline = today + patience
const start = 2026-06-01T09:00
/// What is left without taxes */ and so on.
function net(gross: Money) = gross * 0.8
function isLarge(d: Deal) = (d.amount ?? 0) > bigDeal and d.isTest == false
function dear(name: Text?, on_: DateTime) = "Dear {name ?? 'customer'} at {on_:time}"

/// Writes until somebody answers.
rules remind(text: Text, limit: Money, who: User) in deals <
  /// The first word.
  first: sendEmail(text) when amount > limit;
  after first, after 3 working days notify(who, "No answer yet: {title}, {text}") when net(amount ?? 0) < huge;
>
`,
  "rules/sales/deals.rules": `// What happens to deals.
import { bigDeal, both, dear, deadline, huge, isLarge, net, remind, start } from "../common.rules"

const patience = 3 working days

on stage "Wait for payment" in deals pipeline "Sales" when (not isTest and amount in both) <
  let link = createPaymentLink() when amount is set;
  mail: after link succeeds sendEmail(link, subject: "Your order {title}") when amount > bigDeal or net(amount) > 5 USD;
  after 2 hours, within working hours of responsible notify("Max", "Look: {link.url ?? 'no link'} {closeDate:long}");
  after mail fails notify(responsible.manager ?? "Anna", dear(contact.name, now)) as responsible retry 5 times;
  at 10:00 on closeDate - 1 day sendEmail("Soon") skip if late once per 90 days when closeDate is set;
  at 2 hours before meetingAt notify(responsible, "The meeting is at {meetingAt:time}") when meetingAt is set once;
  every 5 days up to 3 times until (contract is set) sendEmail("Please sign the contract.");
  included: include remind("Please pay, {contact.name}", 1000 USD, who: "Max") when closeDate < deadline;
  after included notify("Anna", "{if isLarge(this) then 'large' else 'small'}: {huge} {both.count} {start:date}");
  off: notify("Anna", "never") disabled;
  after off, after mail setField(priority, "High") when priority != "High" and source not in ["Call"];
>

on stage "New", "Proposal" in deals <
  setField(discount, pieces * 2);
  changeStage("Won") when title contains "test" and title matches "^[A-Z]" and createdAt.time in 20:00..08:00;
>

disabled on stage "Won" in deals < notify("Anna", "{title}") >

on fieldChanged(amount, discount) in deals pipeline "Sales" <
  notify("Max", "{previous.amount} became {amount}") when amount > previous.amount * 2;
>
on created in leads < notify(responsible, "A new lead: {title}") >
on invoicePaid in deals when (event.amount > 5 and event.invoice is set) <
  notify("Max", "Paid: {event.amount} for {event.invoice}");
>
every weekday at 09:00 in deals where (closeDate < today and not isTest) <
  notify(responsible, "The close date of {title} is past: {closeDate:full}");
>
every month on last day in deals < notify("Max", "{title}") >
every 2 hours in deals pipeline "Sales" where (isLarge(this)) < notify("Max", "{title}") >
every monday, friday at 10:30 in leads < notify("Max", "{title}") >

on invoicePaid("INV-1") in deals pipeline "Sales" move to "Product delivery" when amount > 0 as "Anna"
on formSent in leads move to "In work" as responsible allow backward
`,
};
