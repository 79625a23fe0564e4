import {
  type CrmSchema,
  check,
  type Decimal,
  greater,
  type JsonObject,
  type LoadedRuleSet,
  type MoneyValue,
  money,
  type Rule,
  type Scope,
} from "@onstage/runtime/rules";

export const schema: CrmSchema = {
  users: [{ id: 1, name: "Anna", email: "anna@our.example" }],
  entities: {
    deals: {
      title: "Deals",
      item: "Deal",
      client: ["contact", "company"],
      pipelines: [
        {
          id: "sales",
          title: "Sales",
          stages: [
            { id: "new", title: "New" },
            { id: "wait", title: "Wait for payment" },
            { id: "delivery", title: "Product delivery" },
            { id: "won", title: "Won", final: "success" },
          ],
        },
      ],
      fields: {
        title: { type: "Text", required: true },
        amount: { type: "Money", currencyField: "currency" },
        currency: { type: "Text" },
        contact: { type: "Link", entity: "contacts" },
        company: { type: "Link", entity: "companies" },
      },
    },
    contacts: {
      title: "Contacts",
      item: "Contact",
      fields: { name: { type: "Text" }, email: { type: "Email" } },
    },
    companies: {
      title: "Companies",
      item: "Company",
      fields: { name: { type: "Text" }, email: { type: "Email" } },
    },
  },
};

interface DealScope extends Scope {
  readonly item: { readonly amount?: MoneyValue; readonly id?: Decimal };
  readonly results: { readonly link?: JsonObject };
}

const limit = money("50000", "EUR");

function rule(name: string, action: string, line: number, rest: Partial<Rule> = {}): Rule {
  return {
    id: `${name}-${line}`,
    name,
    action,
    source: { file: "rules/pay.rules", line },
    after: [],
    uses: [],
    repeatable: false,
    args: () => ({}),
    ...rest,
  };
}

/** What the compiler makes of the product's example, written by hand. */
export const payments: readonly Rule[] = [
  rule("link", "createPaymentLink", 2, { repeatable: true }),
  rule("sendEmail", "sendEmail", 3, {
    after: [{ rule: "link", when: "ended" }],
    uses: ["link"],
    when: check<DealScope>(
      "amount > 50000",
      ({ item }) => greater(item.amount, limit),
      ({ item }) => ({ amount: item.amount }),
    ),
    args: (scope: DealScope) => ({ message: scope.results.link ?? null }),
  }),
];

/** Other rules for the stage "Product delivery". */
export const delivery: readonly Rule[] = [
  rule("notify", "notify", 6, {
    args: () => ({ user: { id: 1, name: "Anna", email: "anna@our.example" }, message: "Pack the order" }),
  }),
  rule("custom", "orderTruck", 7),
  rule("changeStage", "changeStage", 8, {
    repeatable: true,
    after: [{ rule: "custom", when: "succeeds" }],
    args: () => ({ stage: "won" }),
  }),
];

function block(stages: readonly string[], rules: readonly Rule[], line: number) {
  return {
    kind: "stage" as const,
    entity: "deals",
    pipeline: "sales",
    stages,
    source: { file: "rules/pay.rules", line },
    rules,
  };
}

export const ruleSet: LoadedRuleSet = {
  hash: "0".repeat(64),
  schema,
  timezone: "Europe/Berlin",
  currency: "EUR",
  locale: "en",
  calendar: { hours: {}, holidays: [], workdays: [], people: {} },
  rates: {},
  triggers: [],
  events: ["invoicePaid"],
  blocks: [block(["wait"], payments, 1), block(["delivery"], delivery, 5)],
};
