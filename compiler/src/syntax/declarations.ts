import { missingAt } from "./nodes.ts";
import type { SectionKind } from "./sections.ts";
import type { TestRow, TestStep } from "./test-tree.ts";
import type {
  Call,
  Declaration,
  Expression,
  Missing,
  Name,
  ParameterDeclaration,
  PipelineChoice,
  Quoted,
  Recurrence,
  RuleEntry,
  Span,
} from "./tree.ts";

/** What was read of a declaration so far. Recovery loses none of it. */
export interface Parts {
  disabled: boolean;
  backward: boolean;
  broken: boolean;
  stages: (Quoted | Missing)[];
  rules: RuleEntry[];
  parameters: ParameterDeclaration[];
  names: Name[];
  event?: Call;
  every?: Recurrence;
  at?: Expression;
  name?: Name;
  entity?: Name | Quoted;
  pipeline?: PipelineChoice;
  condition?: Expression;
  open?: Span;
  close?: Span;
  target?: Quoted | Missing;
  as?: Expression;
  value?: Expression;
  from?: Quoted | Missing;
  /** The name of a test. */
  title?: Quoted | Missing;
  columns: Name[];
  rows: TestRow[];
  steps: TestStep[];
  description?: string;
}

/** The parts of a declaration of which nothing is known yet. */
export function noParts(): Parts {
  return {
    disabled: false,
    backward: false,
    broken: false,
    stages: [],
    rules: [],
    parameters: [],
    names: [],
    columns: [],
    rows: [],
    steps: [],
  };
}

/**
 * Makes a declaration of its parts. What is missing is a hole at its end.
 *
 * @param end where its last token ends, counted from its section's start, as all places
 */
export function declarationOf(
  kind: Exclude<SectionKind, "stray">,
  start: number,
  end: number,
  parts: Parts,
): Declaration {
  const { disabled, rules, parameters, entity = missingAt(end), pipeline, condition, open, close } = parts;
  const hole = missingAt(end);
  const node = {
    start,
    end,
    ...(parts.broken ? { broken: true } : {}),
    ...(parts.description === undefined ? {} : { description: parts.description }),
  };
  const where = {
    entity,
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(condition === undefined ? {} : { condition }),
  };
  const block = {
    ...where,
    disabled,
    rules,
    ...(open === undefined ? {} : { open }),
    ...(close === undefined ? {} : { close }),
  };
  switch (kind) {
    case "stage":
      return { kind: "StageBlock", ...node, stages: parts.stages, ...block };
    case "event":
      return { kind: "EventBlock", ...node, event: parts.event ?? hole, ...block };
    case "calendar":
      return {
        kind: "CalendarBlock",
        ...node,
        every: parts.every ?? hole,
        ...(parts.at === undefined ? {} : { at: parts.at }),
        ...block,
      };
    case "group":
      return { kind: "RuleGroup", ...node, name: parts.name ?? hole, parameters, ...block };
    case "trigger":
      return {
        kind: "Trigger",
        ...node,
        event: parts.event ?? hole,
        ...where,
        target: parts.target ?? hole,
        ...(parts.as === undefined ? {} : { as: parts.as }),
        backward: parts.backward,
        disabled,
      };
    case "const":
      return { kind: "Const", ...node, name: parts.name ?? hole, value: parts.value ?? hole };
    case "function":
      return { kind: "Function", ...node, name: parts.name ?? hole, parameters, body: parts.value ?? hole };
    case "test":
      return {
        kind: "Test",
        ...node,
        name: parts.title ?? hole,
        entity,
        ...(pipeline === undefined ? {} : { pipeline }),
        ...(parts.at === undefined ? {} : { at: parts.at }),
        columns: parts.columns,
        rows: parts.rows,
        steps: parts.steps,
        ...(open === undefined ? {} : { open }),
        ...(close === undefined ? {} : { close }),
      };
    case "import":
      return { kind: "Import", ...node, names: parts.names, from: parts.from ?? hole };
  }
}
