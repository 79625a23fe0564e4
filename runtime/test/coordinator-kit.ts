import {
  type CoordinatorParts,
  createCoordinator,
  type Ledger,
  openSqliteLedger,
  type RunStatus,
  type World,
} from "../src/index.ts";
import {
  all,
  type Condition,
  check,
  greater,
  type LoadedRuleSet,
  money,
  type Rule,
} from "../src/rules/index.ts";
import type { Dependency, Setting } from "../src/rules/ruleset.ts";
import type { MoneyValue } from "../src/rules/values.ts";

/** Monday, 8 June 2026, 10:00 in Berlin. */
export const START = Date.parse("2026-06-08T08:00:00.000Z");

/** A world whose clock stands until it is set. */
export interface VirtualWorld extends World {
  readonly set: (ms: number) => void;
  readonly pass: (ms: number) => void;
}

/** Time stands still, ids are counted, and chance is what is given. */
export function virtualWorld(random = 0): VirtualWorld {
  let now = START;
  let ids = 0;
  return {
    now: () => now,
    id: () => {
      ids += 1;
      return `id${ids}`;
    },
    random: () => random,
    set: (ms) => {
      now = ms;
    },
    pass: (ms) => {
      now += ms;
    },
  };
}

const stage = (title: string) => ({ id: title.toUpperCase().replaceAll(" ", "_"), title });

export const schema: LoadedRuleSet["schema"] = {
  entities: {
    deals: {
      title: "Deals",
      item: "Deal",
      pipelines: [
        {
          id: "SALES",
          title: "Sales",
          stages: ["New", "Qualified", "Wait for payment", "Product delivery", "Won"].map(stage),
        },
        { id: "RETAIL", title: "Retail", stages: ["Asked", "Sold"].map(stage) },
      ],
      fields: {
        title: { type: "Text", required: true },
        amount: { type: "Money", currencyField: "currency" },
        currency: { type: "Text" },
        contact: { type: "Link", entity: "contacts" },
        company: { type: "Link", entity: "companies" },
        responsible: { type: "User" },
        source: {
          type: "Option",
          options: [
            { id: "1", title: "Web" },
            { id: "2", title: "Call" },
          ],
        },
        closeDate: { type: "Date" },
        meetingAt: { type: "DateTime" },
        opensAt: { type: "Time" },
        probability: { type: "Integer" },
        score: { type: "Number" },
        urgent: { type: "Boolean" },
        prices: { type: "Money", many: true },
        tags: { type: "Text", many: true },
        contract: { type: "File" },
        createdAt: { type: "DateTime", readOnly: true },
      },
    },
    contacts: {
      title: "Contacts",
      item: "Contact",
      fields: {
        name: { type: "Text" },
        email: { type: "Email" },
        phone: { type: "Phone", many: true },
        mobile: { type: "Phone", use: "mobile" },
        emailHome: { type: "Email", use: "home" },
        emailWork: { type: "Email", use: "work" },
        company: { type: "Link", entity: "companies" },
        noMessages: { type: "Boolean" },
      },
      optOut: "noMessages",
    },
    companies: {
      title: "Companies",
      item: "Company",
      fields: {
        optOut: { type: "Boolean" },
        title: { type: "Text" },
        email: { type: "Email" },
      },
    },
  },
};

/** What is said of a rule beside its name. */
export type RuleParts = Partial<Omit<Rule, "id" | "name" | "source">>;

/** A rule as the compiler would write it; its id comes from its block. */
export function rule(name: string, parts: RuleParts = {}): (block: number, place: number) => Rule {
  return (block, place) => ({
    after: [],
    uses: [],
    repeatable: false,
    args: () => ({}),
    ...parts,
    id: `b${block}.${name}`,
    name,
    action: parts.action ?? name,
    source: { file: "rules/test.rules", line: place + 2 },
  });
}

/** `after NAME`, with or without what it asks for. */
export function after(name: string, when: Dependency["when"] = "ended"): Dependency {
  return { rule: name, when };
}

const OFFICE = [["09:00", "18:00"]] as const;

/** Berlin, Monday to Friday from 9 to 6. */
export const setting: Setting = {
  timezone: "Europe/Berlin",
  currency: "EUR",
  locale: "en",
  calendar: {
    hours: { 1: OFFICE, 2: OFFICE, 3: OFFICE, 4: OFFICE, 5: OFFICE },
    holidays: [],
    workdays: [],
    people: {},
  },
  rates: {},
};

/** A rule set with one block for each entry: the titles of its stages and its rules. */
export function ruleSet(
  hash: string,
  ...blocks: readonly { readonly on: readonly string[]; readonly rules: readonly ReturnType<typeof rule>[] }[]
): LoadedRuleSet {
  return {
    hash,
    schema,
    ...setting,
    triggers: [],
    events: [],
    blocks: blocks.map(({ on, rules }, number) => ({
      kind: "stage",
      entity: "deals",
      pipeline: "SALES",
      stages: on.map((title) => stage(title).id),
      source: { file: "rules/test.rules", line: 1 },
      rules: rules.map((make, place) => make(number, place)),
    })),
  };
}

interface Payment {
  readonly item: { readonly amount?: MoneyValue };
  readonly results: { readonly link?: { readonly url: string } };
}

// What the compiler knows of the item: see `Rule.when`.
const overLimit = all(
  check<Payment>(
    "amount > 50000",
    ({ item }) => greater(item.amount, money("50000", "EUR")),
    ({ item }) => ({ amount: item.amount }),
  ),
) as Condition<never>;

/** `on stage "Wait for payment" in deals < let link = createPaymentLink(); after previous sendEmail(link) when amount > 50000 >` */
export const payments = ruleSet("payments", {
  on: ["Wait for payment"],
  rules: [
    rule("link", { action: "createPaymentLink", repeatable: true }),
    rule("sendEmail", {
      after: [after("link")],
      uses: ["link"],
      when: overLimit,
      args: ({ results }: Payment) => ({ link: results.link?.url ?? null }),
    }),
  ],
});

/** A coordinator with all that a test steers it by. */
export function kit(
  options: {
    readonly rules?: LoadedRuleSet;
    readonly older?: readonly LoadedRuleSet[];
    readonly ledger?: Ledger;
    readonly world?: VirtualWorld;
    readonly parts?: Partial<CoordinatorParts>;
  } = {},
) {
  const world = options.world ?? virtualWorld();
  const ledger = options.ledger ?? openSqliteLedger(":memory:");
  let current = options.rules ?? payments;
  const known = new Map([...(options.older ?? []), current].map((one) => [one.hash, one]));
  const wakes: number[] = [];
  const coordinator = createCoordinator({
    ledger,
    world,
    ruleSets: { current: () => current, byHash: (hash) => known.get(hash) },
    wake: () => wakes.push(world.now()),
    ...options.parts,
  });
  const load = (next: LoadedRuleSet): void => {
    current = next;
    known.set(next.hash, next);
  };
  return { coordinator, world, ledger, wakes, load };
}

/** The value of an answer that is right, or an error with its sentence. */
export function value<T>(
  answer: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly detail: string },
): T {
  if (!answer.ok) throw new Error(answer.detail);
  return answer.value;
}

/** A coordinator as `kit` makes it. */
export type Kit = ReturnType<typeof kit>;

/** The first deal of a ledger. */
export const deal = { entity: "deals", id: 1 };

/** Ends of attempts: done, failed for good, done with a move. */
export const done = { kind: "done", result: null, changes: [] } as const;
export const broken = { kind: "failed", how: "permanent", reason: "it broke" } as const;
export const moveTo = (stage: string) =>
  ({ kind: "done", result: null, changes: [{ kind: "move", stage }] }) as const;

/** The status of each run of the first deal, by its visit and rule: `1.link`. */
export async function statuses({ coordinator }: Kit): Promise<Record<string, RunStatus>> {
  const runs = await coordinator.runs({ item: deal, limit: 1000 });
  return Object.fromEntries(runs.map((run) => [`${run.visit}.${run.rule}`, run.status]));
}

/** Makes the first deal. */
export async function enter(parts: Kit, stage = "New"): Promise<Kit> {
  value(await parts.coordinator.create("deals", { title: "Acme", stage }, "api"));
  return parts;
}
