import path from "node:path";
import { catalogGroups, catalogOf, printType, type TriggerSignature, type Type } from "@onstage/compiler";
import { beforeAll, describe, expect, it } from "vitest";
import { readLibrary } from "./sample-project.ts";

let events: readonly TriggerSignature[];
beforeAll(() => {
  events = readLibrary().triggers;
});

const head = `# Events

What blocks and triggers can wait for, by groups, beside \`created\` and \`fieldChanged(field, …)\`, which the CRM itself brings about.
This page is made from the events' own comments: \`npm run baselines\` writes it.

\`\`\`rules
on formSent("Contact us") in leads move to "In work"

on invoicePaid in deals <
  notify(responsible, "{title} is paid");
>
\`\`\`

What stands in parentheses is asked for: where it is left out, every event of the kind counts. What an event brings with
it is read as \`event.page\`; it comes from outside, so any part of it may be missing. Case and white space do not count
where texts are compared.

An event is posted to the service with the item that it is about: \`POST /v1/events\` with
\`{ "id": "…", "type": "formSent", "item": "leads/5", "payload": { "form": "Contact us" } }\`.
`;

const tail = `## Your own

An event is an exported function in a TypeScript file that \`onstage.json\` names under \`triggers\`. Its first parameter
says what the event brings with it, the others what rules can ask for; it answers whether an event fits. It is looked at
by the part of the service that decides, so it has to be quick, and may touch nothing outside.

\`\`\`ts
import type { Money, Text } from "@onstage/runtime/actions";

/**
 * A room was booked.
 *
 * @param hotel only this hotel; any if left out
 */
export function roomBooked(event: { readonly hotel?: Text; readonly price?: Money }, hotel?: Text): boolean {
  return hotel === undefined || event.hotel === hotel;
}
\`\`\`
`;

const fieldsOf = (type: Type): readonly (readonly [name: string, type: string])[] =>
  type.kind === "record" ? Object.entries(type.fields).map(([name, of]) => [name, printType(of)]) : [];

function section(event: TriggerSignature): string {
  const asked = event.parameters.map(
    (one) => `${one.name}${one.optional ? "?" : ""}: ${printType(one.type)}`,
  );
  const brought = fieldsOf(event.payload).map(([name, type]) => `\`event.${name}\`: ${type}`);
  return [
    `### ${event.name}`,
    `\`\`\`text\n${event.name}(${asked.join(", ")})\n\`\`\``,
    event.description ?? "",
    ...(event.parameters.length === 0
      ? []
      : [event.parameters.map((one) => `- \`${one.name}\`: ${one.description ?? ""}`).join("\n")]),
    `Brings ${brought.join(", ")}.`,
  ].join("\n\n");
}

/** The events by their groups, in the order of the catalogue. */
function grouped(): readonly string[] {
  const names = catalogOf({ actions: [], triggers: events }, { entities: {} }).filter(
    ({ file }) => file !== "",
  );
  const groups = [...new Set(names.map(({ group }) => group))];
  return groups.flatMap((group) => [
    `## ${group}\n`,
    ...names.flatMap((entry) => {
      const event = entry.group === group ? events.find(({ name }) => name === entry.name) : undefined;
      return event === undefined ? [] : [`${section(event)}\n`];
    }),
  ]);
}

describe("the page of the events", () => {
  it("says what the events' own comments say", async () => {
    const page = [head, ...grouped(), tail].join("\n");
    await expect(page).toMatchFileSnapshot(path.resolve(import.meta.dirname, "..", "events.md"));
  });

  it("has a description of every event and everything that can be asked for", () => {
    expect(events.length).toBeGreaterThan(10);
    for (const event of events) {
      expect(event.description, event.name).toBeTruthy();
      expect(catalogGroups, event.name).toContain(event.listing?.group);
      for (const one of event.parameters) expect(one.description, `${event.name}.${one.name}`).toBeTruthy();
    }
  });
});
