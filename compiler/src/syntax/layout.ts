import { countUpTo } from "./search.ts";
import type { TestStep } from "./test-tree.ts";
import type { Token } from "./tokens.ts";
import type { Call, Declaration, Expression, RuleEntry, Span } from "./tree.ts";
import { expressionsOf, rootsOf, walkExpression } from "./walk.ts";

/** Where a stretch of text may be broken into lines: at all of its places or, where it fills lines, at some. */
export interface Group extends Span {
  /** Offsets of the tokens that begin a line. */
  readonly breaks: readonly number[];
  /** Offset of the sign that closes it, on a line of its own and not indented. */
  readonly closing?: number;
  /** As much on each line as there is room for. */
  readonly fills?: boolean;
  /** Broken only where the groups beside it are broken already and it is still too long. */
  readonly isLast?: boolean;
}

/** Looks up tokens beside the places of the tree. */
interface Neighbours {
  /** Where the last token begins that ends at an offset or before it. */
  readonly before: (offset: number) => number | undefined;
  /** The first token that begins at an offset or behind it. */
  readonly behind: (offset: number) => Span | undefined;
}

function neighboursOf(words: readonly Token[]): Neighbours {
  const beginnings = words.map(({ start }) => start);
  const ends = words.map(({ end }) => end);
  return {
    before: (offset) => words[countUpTo(ends, offset) - 1]?.start,
    behind: (offset) => words[countUpTo(beginnings, offset - 1)],
  };
}

const starts = (nodes: readonly Span[]): readonly number[] => nodes.map(({ start }) => start);
const defined = (offsets: readonly (number | undefined)[]): readonly number[] =>
  offsets.filter((offset) => offset !== undefined);

/** What stands between two signs: each item on a line of its own, and the closing sign below them. */
function enclosed(span: Span, items: readonly Span[], near: Neighbours, fills = false): readonly Group[] {
  const closing = near.before(span.end);
  if (items.length === 0 || closing === undefined) return [];
  return [{ start: span.start, end: span.end, breaks: starts(items), closing, fills }];
}

function ofCall(call: Call, near: Neighbours): readonly Group[] {
  const [first] = call.args;
  // A text by itself does not get shorter on a line of its own.
  if (call.args.length === 1 && (first?.value.kind === "Text" || first?.value.kind === "Reference"))
    return [];
  return enclosed(call, call.args, near);
}

/** Breaks before the operators of a chain. */
function chain(node: Span, operands: readonly Span[], near: Neighbours): readonly Group[] {
  return [
    { start: node.start, end: node.end, breaks: defined(operands.map(({ start }) => near.before(start))) },
  ];
}

/** The right sides of `a + b + c`, which is nested to the left. */
function summands(expression: Expression): readonly Expression[] {
  const found: Expression[] = [];
  let left = expression;
  while (left.kind === "Arithmetic" && left.operator === "+") {
    found.push(left.right);
    left = left.left;
  }
  return found.toReversed();
}

function ofExpression(node: Expression, near: Neighbours): readonly Group[] {
  switch (node.kind) {
    case "And":
    case "Or":
      return chain(node, node.operands.slice(1), near);
    case "Arithmetic":
      return node.operator === "+" ? chain(node, summands(node), near) : [];
    case "If":
      return chain(node, [node.then, node.otherwise], near);
    case "Group":
      return enclosed(node, [node.inner], near);
    case "Call":
      return ofCall(node, near);
    case "List":
      return enclosed(node, node.items, near, true);
    case "Record":
      return enclosed(node, node.entries, near);
    default:
      return [];
  }
}

function within(roots: readonly Expression[], near: Neighbours): readonly Group[] {
  const found: Group[] = [];
  for (const root of roots) walkExpression(root, (node) => found.push(...ofExpression(node, near)));
  return found;
}

function ofEntry(entry: RuleEntry, near: Neighbours): readonly Group[] {
  const call = entry.kind === "Rule" ? entry.action : entry.group;
  const modifiers = entry.kind === "Rule" ? entry.modifiers : [];
  const [firstClause, ...clauses] = entry.schedule;
  const actionStart = entry.kind === "Rule" ? call.start : (near.before(call.start) ?? call.start);
  const when = entry.condition === undefined ? [] : [near.before(entry.condition.start)];
  const firstModifier = modifiers.slice(0, 1).map(({ start }) => start);
  const breaks = defined([...(firstClause === undefined ? [] : [actionStart]), ...when, ...firstModifier]);
  const scheduleEnd = entry.schedule.at(-1)?.end ?? 0;
  return [
    { start: entry.start, end: entry.end, breaks: breaks.toSorted((a, b) => a - b) },
    ...(firstClause === undefined
      ? []
      : [{ start: firstClause.start, end: scheduleEnd, breaks: starts(clauses) }]),
    ...(call.kind === "Call" ? ofCall(call, near) : []),
    ...within(expressionsOf(entry), near),
    ...modifiers
      .slice(0, 1)
      .map(
        ({ start }): Group => ({ start, end: entry.end, breaks: starts(modifiers.slice(1)), fills: true }),
      ),
  ];
}

/** What the tree does without the signs around it: the condition of a header, parameters. */
function between(items: readonly Span[], near: Neighbours): readonly Group[] {
  const [first] = items;
  const last = items.at(-1);
  if (first === undefined || last === undefined) return [];
  const start = near.before(first.start);
  const closing = near.behind(last.end);
  if (start === undefined || closing === undefined) return [];
  return [{ start, end: closing.end, breaks: starts(items), closing: closing.start }];
}

/** Breaks before each field, event or argument that a step has several of. */
function ofStep({ act }: TestStep, near: Neighbours): readonly Group[] {
  switch (act.kind) {
    case "given":
    case "set":
    case "expectFields": {
      const [first, ...others] = act.fields;
      const last = others.at(-1);
      if (first === undefined || last === undefined) return [];
      return [{ start: first.start, end: last.end, breaks: starts(others), fills: true }];
    }
    case "event":
      return act.event.kind === "Call" ? ofCall(act.event, near) : [];
    default:
      return [];
  }
}

function ofDeclaration(node: Declaration, near: Neighbours): readonly Group[] {
  const condition = "rules" in node && node.condition !== undefined ? [node.condition] : [];
  switch (node.kind) {
    case "StageBlock":
      return [
        {
          start: node.start,
          end: node.entity.start,
          breaks: starts(node.stages.slice(1)),
          fills: true,
          isLast: true,
        },
        ...between(condition, near),
      ];
    case "EventBlock":
      return [...(node.event.kind === "Call" ? ofCall(node.event, near) : []), ...between(condition, near)];
    case "CalendarBlock":
      return between(condition, near);
    case "RuleGroup":
      return [...between(node.parameters, near), ...between(condition, near)];
    case "Trigger": {
      const to = near.before(node.target.start);
      const move = to === undefined ? undefined : near.before(to);
      const rest = [node.condition, node.as].map((one) => one && near.before(one.start));
      const breaks = defined([move, ...rest]).toSorted((a, b) => a - b);
      return [
        { start: node.start, end: node.end, breaks },
        ...(node.event.kind === "Call" ? ofCall(node.event, near) : []),
      ];
    }
    case "Function":
      return [
        { start: node.start, end: node.end, breaks: [node.body.start] },
        ...between(node.parameters, near),
      ];
    case "Import": {
      const [first] = node.names;
      const last = node.names.at(-1);
      const start = first === undefined ? undefined : near.before(first.start);
      if (last === undefined || start === undefined) return [];
      const end = node.from.start;
      const closing = near.before(near.before(end) ?? end);
      return closing === undefined ? [] : [{ start, end, breaks: starts(node.names), closing, fills: true }];
    }
    case "Test":
      return node.steps.flatMap((step) => ofStep(step, near));
    case "Const":
      return [];
  }
}

/**
 * Where the text of a declaration may be broken into lines.
 *
 * @param words its tokens without comments
 */
export function groupsOf(node: Declaration, words: readonly Token[]): readonly Group[] {
  const near = neighboursOf(words);
  const rules = "rules" in node ? node.rules : [];
  const ofRules = rules.flatMap((rule) => ofEntry(rule, near));
  const roots = "rules" in node ? rootsOf({ ...node, rules: [] }) : rootsOf(node);
  return [...ofDeclaration(node, near), ...within(roots, near), ...ofRules];
}
