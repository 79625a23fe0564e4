import { createProgram, loadProject, type SignatureSet } from "@onstage/compiler";
import { expect, it } from "vitest";
import { schemaText } from "../expression-support.ts";
import { library, memoryHost } from "../support.ts";
import { loadEmitted } from "./load.ts";

it("an emitted rule says which events its action may wait for, and says nothing where there are none", async () => {
  const signatures: SignatureSet = {
    ...library,
    actions: [
      ...library.actions,
      {
        name: "untilReply",
        module: "./actions/own.ts",
        file: "actions/own.ts",
        line: 1,
        parameters: [],
        result: { kind: "nothing" },
        repeatable: true,
        awaits: ["emailReceived", "chatStarted"],
        effects: { messagesClient: false },
      },
    ],
  };
  const host = memoryHost({
    "/p/onstage.json": JSON.stringify({
      schema: "crm.schema.json",
      rules: ["rules/*.rules"],
      timezone: "Europe/Berlin",
    }),
    "/p/crm.schema.json": schemaText,
    "/p/rules/a.rules": 'on stage "New" in deals < untilReply(); notify("Max", title) >',
  });
  const program = createProgram(await loadProject({ kind: "folder", folder: "/p" }, signatures, host));
  expect(program.diagnostics).toEqual([]);
  const [block] = loadEmitted(program).ruleSet.blocks;
  expect(block?.rules.map(({ awaits }) => awaits)).toEqual([["emailReceived", "chatStarted"], undefined]);
});
