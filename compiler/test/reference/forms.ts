import type { Program } from "@onstage/compiler";
import type {
  CheckedBlock,
  CheckedExpression,
  Computation,
  Test,
  ValuePart,
} from "../../src/check/checked.ts";
import { childrenOf } from "../../src/check/children.ts";

type All<K extends string> = Readonly<Record<K, true>>;

const kinds: All<Exclude<CheckedExpression["kind"], "broken">> = {
  number: true,
  money: true,
  text: true,
  boolean: true,
  duration: true,
  time: true,
  date: true,
  moment: true,
  list: true,
  record: true,
  user: true,
  stage: true,
  pipeline: true,
  option: true,
  fieldName: true,
  this: true,
  field: true,
  previous: true,
  event: true,
  result: true,
  parameter: true,
  constant: true,
  call: true,
  now: true,
  today: true,
  part: true,
  member: true,
  not: true,
  and: true,
  or: true,
  compare: true,
  test: true,
  range: true,
  present: true,
  compute: true,
  orElse: true,
  if: true,
  group: true,
};

const computations: All<Computation> = {
  add: true,
  subtract: true,
  multiply: true,
  divide: true,
  negate: true,
  addMoney: true,
  subtractMoney: true,
  scaleMoney: true,
  divideMoney: true,
  ratio: true,
  negateMoney: true,
  join: true,
  addToDate: true,
  subtractFromDate: true,
  addToMoment: true,
  subtractFromMoment: true,
  addToTime: true,
  subtractFromTime: true,
  daysBetween: true,
  timeBetween: true,
  addDurations: true,
  subtractDurations: true,
  scaleDuration: true,
  negateDuration: true,
  joinLists: true,
};

const tests: All<Test> = {
  inList: true,
  inRange: true,
  textContains: true,
  listContains: true,
  startsWith: true,
  endsWith: true,
  matches: true,
};

const parts: All<ValuePart> = {
  date: true,
  time: true,
  year: true,
  month: true,
  day: true,
  weekday: true,
  hour: true,
  minute: true,
  length: true,
  count: true,
  first: true,
  last: true,
  amount: true,
  currency: true,
};

/** Every form that expressions have, by its name. */
export const everyForm: readonly string[] = [
  ...Object.keys(kinds),
  ...Object.keys(computations).map((name) => `compute ${name}`),
  ...Object.keys(tests).map((name) => `test ${name}`),
  ...Object.keys(parts).map((name) => `part ${name}`),
];

function addForms(value: CheckedExpression, forms: Set<string>): void {
  forms.add(value.kind);
  if (value.kind === "compute") forms.add(`compute ${value.operation}`);
  if (value.kind === "test") forms.add(`test ${value.test}`);
  if (value.kind === "part") forms.add(`part ${value.part}`);
  for (const child of childrenOf(value)) addForms(child, forms);
}

function expressionsOf({ condition, rules }: CheckedBlock): readonly (CheckedExpression | undefined)[] {
  return [
    condition,
    ...rules.flatMap(({ args, condition: own, schedule, modifiers }) => [
      ...args.map(({ value }) => value),
      own,
      schedule.at?.time,
      schedule.at?.anchor,
      schedule.within?.of,
      schedule.repeat?.until,
      modifiers.as,
    ]),
  ];
}

/** Notes the forms of expressions that a program has. */
export function noteForms(program: Program, forms: Set<string>): void {
  for (const { declaration } of program.files.flatMap((file) => file.declarations)) {
    const expressions =
      declaration.kind === "block"
        ? expressionsOf(declaration.block)
        : declaration.kind === "trigger"
          ? [declaration.trigger.condition, declaration.trigger.as]
          : declaration.kind === "const"
            ? [declaration.constant.value]
            : declaration.kind === "function"
              ? [declaration.function.body]
              : [];
    for (const expression of expressions) if (expression !== undefined) addForms(expression, forms);
  }
}
