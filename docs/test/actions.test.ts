import path from "node:path";
import {
  type ActionSignature,
  catalogGroups,
  catalogOf,
  printType,
  type SignatureSet,
} from "@onstage/compiler";
import { beforeAll, describe, expect, it } from "vitest";
import { deal } from "./outcomes/sample-items.ts";
import { rulesOf, runExample } from "./run-example.ts";
import { checkSample, readLibrary, sampleFiles } from "./sample-project.ts";

let library: SignatureSet;
let actions: readonly ActionSignature[];
beforeAll(() => {
  library = readLibrary();
  actions = library.actions;
});

const head = `# Actions

What rules can call, by groups. This page is made from the actions' own comments: \`npm run baselines\` writes it, and
\`onstage catalog\` prints what it says. Each example is a rule of a block such as \`on stage "Wait for payment" in deals < … >\`.

An argument is given by its place or by its name. Behind a \`?\` it may be left out. An action that is *repeatable* is
repeated after a crash; any other asks a person.
`;

const tail = `## Your own

An action is an exported function in a TypeScript file that \`onstage.json\` names under \`actions\`. Its first parameter
is \`context: ActionContext\`; rules give it the others.

\`\`\`ts
import { type ActionContext, PermanentError, type Text, TransientError } from "@onstage/runtime/actions";

/**
 * Orders a parcel.
 *
 * @param size how large it is
 * @returns its number
 * @repeatable
 * @uses parcels
 */
export async function orderParcel(context: ActionContext, size: Text = "M"): Promise<{ readonly number: Text }> {
  const response = await context.fetch("https://parcels.example/orders", {
    method: "POST",
    headers: {
      authorization: \`Bearer \${context.secret("PARCELS_TOKEN")}\`,
      "idempotency-key": context.run.key,
      "content-type": "application/json",
    },
    body: JSON.stringify({ size, reference: context.item.title }),
  });
  if (response.status === 429 || response.status >= 500) throw new TransientError("the parcel service is busy");
  if (!response.ok) throw new PermanentError("the parcel service refused the order");
  const answer: { readonly number: string } = await response.json();
  return { number: answer.number };
}
\`\`\`

\`context.fetch\` is \`fetch\`, with a body that is there as a whole and an answer that is read as a whole: within 30 seconds,
up to 10 MiB, and only from where [the way out](runtime.md#the-way-out) leads. \`context.secret\` reads an environment
variable that \`secrets\` in \`onstage.json\` names; its value is in no log, no reason and nothing that is stored. After an
answer of 429 or 503 with \`Retry-After\`, a \`TransientError\` makes all wait that use the same provider.

\`TransientError\` is tried again later, \`PermanentError\` is not, and \`UncertainError\` asks a person. Types that rules
can give: \`Text\`, \`Email\`, \`Phone\`, \`Url\`, \`CalendarDate\`, \`DateTime\`, \`Time\`, \`Duration\`, \`Money\`, \`Integer\`,
\`User\`, \`Stage\`, \`number\`, \`boolean\`, records and lists of them; \`Field\`, the name of a field of the item, and behind
it \`FieldValue\`, a value for that field. \`File\` is what a field of that type holds. In \`simulate\` and in tests your actions are never run.

What an action does to the CRM is noted by \`context.change\`, and written together with the end of the run: all or nothing.

| \`kind\`               | does                                                                                                  |
| -------------------- | ----------------------------------------------------------------------------------------------------- |
| \`set\`, \`move\`        | gives fields other values, with \`append\` beside those that they have; moves to another stage         |
| \`pipeline\`           | moves to another pipeline: what has not started of the item's rules is cancelled                      |
| \`create\`, \`delete\`   | makes an item under an id from \`context.crm.reserve\`; deletes one, which may be gone already         |
| \`link\`, \`unlink\`     | writes the field by which one of two items points to the other                                        |
| \`record\`, \`complete\` | writes on the timeline: a task, a call, a comment, or a word of your own; completes what is open there |

Each is about the item of the rule, or about \`item\`, as in \`{ kind: "delete", item: { entity: "invoices", id: 5 } }\`.
\`context.crm\` answers questions: \`get\` and \`find\` for items, \`activities\` for a timeline, \`users\`, \`entity\` for what the schema
says. What the run itself has noted is not in the answers. \`context.next("round")\` is the next number of a counter; it is
on disk when the action gets it, and the same at every attempt of a run. \`context.files.put\` keeps a file, which a field of the
type File can hold. In the tests of an action, \`actionCrm\`, \`noDesk\` and \`filesInMemory\` of \`@onstage/runtime\` stand for these.

\`\`\`ts
import type { ActionContext, EntityName, Ref, Text } from "@onstage/runtime/actions";

/**
 * Opens a case with a number, unless there is one for the item, and tells of it on the item's timeline.
 *
 * @param entity the entity of the case, which has to have the fields \\\`title\\\` and \\\`deal\\\`
 * @param title what it is about
 * @returns the case
 * @repeatable
 */
export async function openCase(context: ActionContext, entity: EntityName, title: Text): Promise<Ref> {
  const [known] = await context.crm.find(entity, { deal: context.item.id });
  if (known !== undefined) return { entity, id: known.id };
  const item = await context.crm.reserve(entity);
  const number = await context.next("cases");
  context.change({ kind: "create", item, fields: { title: \`\${number}: \${title}\`, deal: context.item.id } });
  context.change({ kind: "record", activity: { kind: "comment", title: \`Case \${number} is open\` } });
  return item;
}
\`\`\`

An action can end while its run goes on waiting, for hours or weeks, and for no memory: see [the service](runtime.md#waiting-for-what-comes).
\`context.waitFor\` says for which events of the item, what they have to bring, how long, and the result of each:

\`\`\`ts
import type { ActionContext, Duration, Text } from "@onstage/runtime/actions";

/** What becomes of a parcel. */
export type Arrival = "arrived" | "timedOut";

/**
 * Waits until a parcel has arrived.
 *
 * @param number that of the parcel
 * @param atMost how long to wait; as long as it takes if left out
 * @returns what became of it
 * @repeatable
 * @awaits webhookReceived
 */
export async function waitForParcel(context: ActionContext, number: Text, atMost?: Duration): Promise<Arrival> {
  return context.waitFor<Arrival>({
    what: \`parcel \${number}\`,
    events: [{ event: "webhookReceived", where: { code: "parcels", text: number }, result: "arrived" }],
    ...(atMost !== undefined && { within: atMost }),
    timedOut: "timedOut",
  });
}
\`\`\`

Fixed texts (\`"billing" | "delivery"\`) can be asked for and returned, also inside records and lists: whatever a rule writes in
their place is checked to be one of them (OS2132), and so is what it compares them with, as in \`when answer.kind == "billing"\`.

An action about other items takes an \`EntityName\` (\`"deals"\`) or an item (\`Ref\`); \`Pipeline\`, \`Stage\`, \`NewFields\`, \`Fields\`
and \`Where\` behind it are checked against the schema of that entity, as in \`createItem("deals", { title: "…" }, stage: "New")\`;
against the item's own where there is none. An action that returns a \`Ref\` returns an item: it can be given where such an item
can.

A parameter with \`?\` can be left out. One for a recipient (\`Email\`, \`Phone\`, \`User\`) takes no value that may be missing, so that
nobody is written to by mistake; \`to?: Email | undefined\` takes one, and gets \`undefined\`.

Tags in the comment say what the action does to the CRM, which the checks of the whole funnel rely on:

- \`@moves stage\`: moves the item to the stage in the parameter \`stage\`;
- \`@writes field value\`: writes the field that the parameter \`field\` names; or \`@writes responsible user\`: always
  writes this field; the second word is the parameter with the value, if there is one;
- \`@clears field\`: takes the value of the field away that the parameter \`field\` names; a field that has to have one is
  refused (OS2130);
- \`@messages client\`: sends the client something to read;
- \`@repeatable\`: a second call after a crash does no harm;
- \`@limit text 200\`: the text in the parameter \`text\` may have so many characters; where a rule writes it down, it is checked;
- \`@awaits webhookReceived\`: names the events that it may wait for, so that one counts that comes while it is still under
  way;
- \`@uses parcels\`: names what several actions share, so that [limits](runtime.md#limits) hold for all of them together.

Others say where the catalogue and this page list it: \`@group Parcels\`, \`@kind helper\` for what is called for its result,
\`@serves deals leads\` for the entities that it is for, \`@returns\`, and \`@example\` with a rule that calls it.
`;

function signature(action: ActionSignature): string {
  const parameters = action.parameters.map(
    (one) =>
      `${one.name}${one.optional ? "?" : ""}: ${printType(one.type)}${one.default === undefined ? "" : ` = ${one.default}`}`,
  );
  const result = action.result.kind === "nothing" ? "" : `: ${printType(action.result)}`;
  return `${action.name}(${parameters.join(", ")})${result}`;
}

/** What the checks of the whole funnel know of an action, in words. */
function effects({ effects: { moves, writes, messagesClient } }: ActionSignature): readonly string[] {
  const field = writes && (writes.field === "field" ? "the field that `field` names" : `\`${writes.field}\``);
  return [
    ...(moves === undefined ? [] : ["Moves the item."]),
    ...(field === undefined ? [] : [`Writes ${field}.`]),
    ...(messagesClient ? ["Messages the client."] : []),
  ];
}

function section(action: ActionSignature): string {
  const { listing = {} } = action;
  const parameters = action.parameters.map((one) => `- \`${one.name}\`: ${one.description ?? ""}`);
  const limits = (action.limits ?? []).map(
    ({ parameter, characters }) =>
      `Rules are checked for at most ${characters} characters in \`${parameter}\`.`,
  );
  const returns = listing.returns === undefined ? [] : [`Returns ${listing.returns}.`];
  const awaits = (action.awaits ?? []).map((event) => `\`${event}\``);
  return [
    `### ${action.name}`,
    `\`\`\`text\n${signature(action)}\n\`\`\``,
    action.description ?? "",
    ...(parameters.length === 0 ? [] : [parameters.join("\n")]),
    [
      ...returns,
      ...(listing.helper === true ? ["A helper."] : []),
      ...effects(action),
      ...limits,
      ...(action.uses ?? []).map((provider) => `Uses \`${provider}\`.`),
      ...(awaits.length === 0 ? [] : [`Waits for ${awaits.join(", ")}.`]),
      action.repeatable ? "Repeatable." : "Not repeatable.",
    ].join(" "),
    `\`\`\`rules\n${listing.example ?? ""}\n\`\`\``,
  ].join("\n\n");
}

/** The actions by their groups, in the order of the catalogue. */
function grouped(): readonly string[] {
  const names = catalogOf({ actions, triggers: [] }, { entities: {} }).filter(
    ({ kind }) => kind !== "trigger",
  );
  const groups = [...new Set(names.map(({ group }) => group))];
  return groups.flatMap((group) => [
    `## ${group}\n`,
    ...names.flatMap((entry) => {
      const action = entry.group === group ? actions.find(({ name }) => name === entry.name) : undefined;
      return action === undefined ? [] : [`${section(action)}\n`];
    }),
  ]);
}

/** The rules of an example, in a block. */
const inBlock = (rules: string): string => `on stage "Wait for payment" in deals <\n${rules};\n>\n`;

const items = {
  deals: [deal({ contact: 7, amount: 60_000, currency: "EUR", discount: 25, closeDate: "2026-06-30" })],
  contacts: [{ id: 7, name: "Ann", email: "ann@acme.example", phone: "+49 30 123456" }],
};

describe("the page of the actions", () => {
  it("says what the actions' own comments say", async () => {
    const page = [head, ...grouped(), tail].join("\n");
    await expect(page).toMatchFileSnapshot(path.resolve(import.meta.dirname, "..", "actions.md"));
  });

  it("has an example of every action, which can be used as it stands", async () => {
    for (const { name, listing } of actions) {
      expect(catalogGroups, name).toContain(listing?.group);
      const rules = listing?.example ?? "";
      expect(rules, name).toContain(`${name}(`);
      const program = await checkSample({ ...sampleFiles, "rules/example.rules": inBlock(rules) }, library);
      const wrong = program.diagnostics.filter(
        ({ severity }) => severity === "error" || severity === "warning",
      );
      expect(
        wrong.map(({ code, message }) => `${code} ${message}`),
        rules,
      ).toEqual([]);
      const events = [{ at: "+0m", move: "deals/1", to: "Wait for payment" }];
      const report = await runExample(rulesOf(program), { items, events, until: "+30d" });
      const called = report.runs.filter((run) => run.action === name);
      expect(called.length, rules).toBeGreaterThan(0);
      for (const run of called) expect([run.status, run.reason], rules).not.toContain("failed");
    }
  });

  it("has examples of own actions that can be used as they stand", async () => {
    const examples = [...tail.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ""]) => code);
    expect(examples.length).toBeGreaterThan(1);
    const calls = [
      'orderParcel("L")',
      'openCase("contractPrep", "Case of {title}")',
      'let arrival = waitForParcel("7", 3 days);\n  notify(responsible, "It is here") when arrival == "arrived"',
    ];
    for (const [place, code] of examples.entries()) {
      const files = {
        ...sampleFiles,
        "actions/own.ts": code,
        "rules/own.rules": inBlock(calls[place] ?? ""),
      };
      expect((await checkSample(files, library)).diagnostics.map(({ message }) => message)).toEqual([]);
    }
  });

  it("has a description of every action and every parameter", () => {
    for (const action of actions) {
      expect(action.description, action.name).toBeTruthy();
      for (const one of action.parameters) expect(one.description, `${action.name}.${one.name}`).toBeTruthy();
    }
  });
});
