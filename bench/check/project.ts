import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** How large a project is: files for each kind of items and each of its pipelines. */
export interface Size {
  readonly processes: number;
  readonly pipelines: number;
}

/** 100 files of 100 rules. */
export const large: Size = { processes: 20, pipelines: 5 };

const stageCount = 10;
const stageTitle = (stage: number): string => `Stage ${stage}`;

function pipeline(process: number, number: number) {
  const stages = Array.from({ length: stageCount }, (_, stage) => ({
    id: `P${process}_${number}_S${stage}`,
    title: stageTitle(stage),
    ...(stage === stageCount - 1 ? { final: "success" } : {}),
  }));
  return { id: `P${process}_${number}`, title: `Pipeline ${number}`, stages };
}

const fields = {
  title: { type: "Text", required: true },
  amount: { type: "Money" },
  paid: { type: "Money" },
  pieces: { type: "Integer", required: true },
  isTest: { type: "Boolean", required: true },
  closeDate: { type: "Date", required: true },
  meetingAt: { type: "DateTime", required: true },
  source: {
    type: "Option",
    options: [
      { id: "WEB", title: "Web form" },
      { id: "CALL", title: "Call" },
      { id: "PARTNER", title: "Partner" },
    ],
  },
  note: { type: "Text" },
  responsible: { type: "User", required: true },
  deputy: { type: "User" },
  contract: { type: "File" },
  contact: { type: "Link", entity: "contacts" },
};

function schema({ processes, pipelines }: Size): unknown {
  const entities = Array.from({ length: processes }, (_, process) => [
    `process${process}`,
    {
      title: `Process ${process}`,
      item: `Case${process}`,
      pipelines: Array.from({ length: pipelines }, (_, number) => pipeline(process, number)),
      fields,
      client: ["contact"],
    },
  ]);
  const contacts = {
    title: "Contacts",
    item: "Contact",
    fields: { name: { type: "Text", required: true }, email: { type: "Email" } },
  };
  const users = Array.from({ length: 50 }, (_, id) => ({
    id: id + 1,
    name: `User ${id + 1}`,
    email: `user${id + 1}@example.com`,
  }));
  return { entities: { ...Object.fromEntries(entities), contacts }, users };
}

/** What all files share. */
const common = `const bigCase = 50000
const pause = 2 working days
function net(gross: Money) = gross * 0.8
function isLarge(value: Money, pieces: Integer) = value / pieces > 1000 or value > bigCase
`;

function sharedRules(process: number): string {
  return `import { pause } from "./common.rules"

rules remind(text: Text, to: User) in process${process} <
  after pause, within working hours of responsible notify(to, text) when note is empty;
  after previous succeeds notify("User 1", "Reminded: {title}");
>
`;
}

/** Ten rules as people write them; the number makes them differ. */
function rules(stage: number, number: number): string {
  const next = stageTitle(Math.min(stage + 1, stageCount - 1));
  const user = `User ${(number % 50) + 1}`;
  return `  let link = createPaymentLink();
  mail: sendEmail("Pay {link} for {title} by {closeDate:long}", subject: "Your order {title}") when amount > ${number + 100} and contact.email is set;
  after link fails notify(responsible, "No link for {title} ({amount})") once per 30 days;
  at 10:00 on closeDate - ${(number % 5) + 1} days, within working hours notify("${user}", "Due soon: {title}") when source == "Web form" or amount >= bigCase skip if late;
  after ${(number % 12) + 1} hours notify(deputy ?? responsible, "{title}: {net(amount ?? 0)}") when isLarge(amount ?? 0, pieces);
  every 5 days up to 3 times until (contract is set) sendEmail("Please sign {title}.") retry 3 times;
  /// Tells the deputy where nobody else can.
  at 2 hours before meetingAt notify(deputy, "Meeting about {title} with {contact.name ?? 'nobody'}") when deputy is set and not isTest;
  after mail, after previous setField(note, "{title} was mailed on {today:short}") when source in ["Call", "Partner"];
  include remind("Look at {title}, worth {amount}", responsible) when pieces in 1..${number + 10};
  after all previous changeStage("${next}") when pieces > ${number} and (amount ?? 0) - (paid ?? 0) <= 0;
`;
}

/** A file of about 100 rules: eight blocks of stages, one of an event, one of the calendar, and a trigger. */
function rulesFile(process: number, number: number, folder: string): string {
  const where = `process${process} pipeline "Pipeline ${number}"`;
  const blocks = Array.from({ length: 8 }, (_, stage) => {
    const header = stage % 2 === 0 ? " when (not isTest)" : "";
    return `on stage "${stageTitle(stage)}" in ${where}${header} <\n${rules(stage, process + number + stage)}>\n`;
  });
  const message = (about: string) => (_: unknown, at: number) =>
    `  after ${at + 1} hours notify("User ${at + 1}", "${about}: {title} {amount}") when pieces > ${at * 10 + number};`;
  const changed = Array.from({ length: 10 }, message("Changed from {previous.amount}"));
  const daily = Array.from({ length: 10 }, message("Still open"));
  return [
    `import { bigCase, net, isLarge } from "${folder}common.rules"`,
    `import { remind } from "${folder}shared${process}.rules"`,
    "",
    ...blocks,
    `on stage "${stageTitle(8)}" in ${where} < let unused = createPaymentLink(); >\n`,
    `on fieldChanged(amount) in ${where} <\n${changed.join("\n")}\n>\n`,
    `every weekday at 09:00 in ${where} where (closeDate < today) <\n${daily.join("\n")}\n>\n`,
    `on invoicePaid in ${where} move to "${stageTitle(stageCount - 1)}" when paid >= amount as responsible`,
    "",
  ].join("\n");
}

/** One file of 10,000 lines, with the blocks of many files in it. */
function longFile(size: Size): string {
  const lines: string[] = [];
  for (let process = 0; process < size.processes; process += 1) {
    for (let number = 0; number < size.pipelines; number += 1) {
      const text = rulesFile(process, number, "./").replaceAll(
        /include remind\(.*\n/g,
        'notify("User 1", "{title}");\n',
      );
      lines.push(...text.split("\n").filter((line) => !line.startsWith("import")));
      if (lines.length >= 10_000)
        return `${common}${lines.slice(0, lines.lastIndexOf("", 9_990)).join("\n")}\n`;
    }
  }
  return `${common}${lines.join("\n")}\n`;
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

const config = JSON.stringify({
  schema: "crm.schema.json",
  rules: ["rules/**/*.rules"],
  timezone: "Europe/Berlin",
});

/** Writes a project of many files. */
export function writeProject(folder: string, size: Size): void {
  const files: Record<string, string> = {
    "onstage.json": config,
    "crm.schema.json": JSON.stringify(schema(size)),
    "rules/common.rules": common,
  };
  for (let process = 0; process < size.processes; process += 1) {
    files[`rules/shared${process}.rules`] = sharedRules(process);
    for (let number = 0; number < size.pipelines; number += 1) {
      files[`rules/process${process}/pipeline${number}.rules`] = rulesFile(process, number, "../");
    }
  }
  write(folder, files);
}

/** Writes a project of one file that has 10,000 lines. */
export function writeLongFile(folder: string, size: Size): void {
  write(folder, {
    "onstage.json": config,
    "crm.schema.json": JSON.stringify(schema(size)),
    "rules/all.rules": longFile(size),
  });
}
