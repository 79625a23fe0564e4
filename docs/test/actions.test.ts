import path from "node:path";
import { type ActionSignature, printType } from "@onstage/compiler";
import { beforeAll, describe, expect, it } from "vitest";
import { readLibrary } from "./sample-project.ts";

let actions: readonly ActionSignature[];
beforeAll(() => {
  actions = readLibrary().actions;
});

const head = `# Actions

What rules can call. This page is made from the actions' own comments: \`npm run baselines\` writes it.

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
- \`@uses parcels\`: names what several actions share, so that [limits](runtime.md#limits) hold for all of them together.
`;

function signature(action: ActionSignature): string {
  const parameters = action.parameters.map(
    (one) => `${one.name}${one.optional ? "?" : ""}: ${printType(one.type)}`,
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
  const parameters = action.parameters.map((one) => `- \`${one.name}\`: ${one.description ?? ""}`);
  return [
    `## ${action.name}`,
    `\`\`\`text\n${signature(action)}\n\`\`\``,
    action.description ?? "",
    ...(parameters.length === 0 ? [] : [parameters.join("\n")]),
    [
      ...effects(action),
      ...(action.uses ?? []).map((provider) => `Uses \`${provider}\`.`),
      action.repeatable ? "Repeatable." : "Not repeatable.",
    ].join(" "),
  ].join("\n\n");
}

describe("the page of the actions", () => {
  it("says what the actions' own comments say", async () => {
    const page = [head, ...actions.map((action) => `${section(action)}\n`), tail].join("\n");
    await expect(page).toMatchFileSnapshot(path.resolve(import.meta.dirname, "..", "actions.md"));
  });

  it("has a description of every action and every parameter", () => {
    for (const action of actions) {
      expect(action.description, action.name).toBeTruthy();
      for (const one of action.parameters) expect(one.description, `${action.name}.${one.name}`).toBeTruthy();
    }
  });
});
