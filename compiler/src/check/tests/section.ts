import { type Diagnostic, diagnostic } from "../../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../../near.ts";
import type { NamedEntity } from "../../schema/lookups.ts";
import { tidied } from "../../syntax/spacing.ts";
import type { TestDeclaration, TestRow, TestStep } from "../../syntax/test-tree.ts";
import type { Expression, Span } from "../../syntax/tree.ts";
import type { DurationValue } from "../checked.ts";
import type { Report, World } from "../context.ts";
import { checkLength } from "../fixed.ts";
import { checkEntity, checkPipelines } from "../header.ts";
import { nothingKnown } from "../known.ts";
import type { RuleScope } from "../scope.ts";
import { nearFix } from "../suggestions.ts";
import type { Visibility } from "../visible.ts";
import { checkAct, type TestSubject } from "./acts.ts";
import { withRow } from "./columns.ts";
import { checkMoment } from "./values.ts";
import type { TestPlace, WrittenAct } from "./written.ts";

/** A step whose meaning is known. Places count from the start of the section. */
export interface CheckedStep extends Span {
  readonly text: string;
  readonly after?: DurationValue;
  readonly at?: string;
  readonly act: WrittenAct;
}

/** A test with the values of one row; a test without a table is one of these. */
export interface CheckedCase {
  readonly name: string;
  readonly steps: readonly CheckedStep[];
}

/** A test whose names mean something. */
export interface CheckedTest {
  readonly node: TestDeclaration;
  readonly entity: NamedEntity;
  readonly first?: TestPlace;
  readonly at?: string;
  readonly cases: readonly CheckedCase[];
}

/** What a test is checked in. */
interface TestSurroundings {
  readonly world: World;
  readonly visible: Visibility;
  /** Text of the section that it stands in. */
  readonly text: string;
  readonly report: Report;
}

/** One mistake in a step of a table is told once, not for each row. */
function once(report: Report): Report {
  const told = new Set<string>();
  return (one: Diagnostic) => {
    const key = `${one.code} ${one.start} ${one.end}`;
    if (told.has(key)) return;
    told.add(key);
    report(one);
  };
}

function scopeOf(entity: NamedEntity, { world, visible }: TestSurroundings, report: Report): RuleScope {
  return {
    world,
    entity,
    pipelines: [],
    names: (name) => visible.find(name)?.meaning,
    declared: visible.names,
    previous: false,
    known: nothingKnown,
    report,
  };
}

function firstPlace(entity: NamedEntity, subject: TestSubject): TestPlace | undefined {
  const { scope, node } = subject;
  const [pipeline] = checkPipelines(node, entity, scope.report) ?? [];
  const [stage] = pipeline?.stages ?? [];
  if (pipeline === undefined || stage === undefined) return undefined;
  const isOne = (entity.entity.pipelines?.length ?? 0) < 2;
  return { stage: stage.title, ...(isOne ? {} : { pipeline: pipeline.title }) };
}

function checkStep(step: TestStep, subject: TestSubject, text: string): CheckedStep | undefined {
  const { scope } = subject;
  if (step.broken === true) return undefined;
  const after = step.after && checkLength(step.after, "`after`", scope);
  const at = step.at && checkMoment(step.at, scope, true);
  const act = checkAct(step.act, subject);
  if (act === undefined) return undefined;
  return {
    start: step.start,
    end: step.end,
    text: tidied(text.slice(step.start, step.end)),
    ...(after === undefined ? {} : { after }),
    ...(at === undefined ? {} : { at }),
    act,
  };
}

/** The values of a row by the names of their columns; undefined where there are more or fewer, which is reported. */
function valuesOf(
  row: TestRow,
  { columns }: TestDeclaration,
  report: Report,
): ReadonlyMap<string, Expression> | undefined {
  if (row.values.length !== columns.length) {
    report(diagnostic("OS2204", row, { values: row.values.length, columns: columns.length }));
    return undefined;
  }
  return new Map(
    columns.flatMap(({ text }, index) => {
      const value = row.values[index];
      return value === undefined ? [] : [[text, value] as const];
    }),
  );
}

const expects = ({ act }: TestStep): boolean => act.kind.startsWith("expect") || act.kind === "Missing";

/** Columns that no step uses: most likely a field was meant. */
function checkColumns({ columns, steps }: TestDeclaration, text: string, report: Report): void {
  const rest = steps.map(({ start, end }) => text.slice(start, end)).join(" ");
  const words = new Set(rest.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []);
  for (const column of columns) {
    if (words.has(column.text)) continue;
    const near = didYouMeanName(column.text, [...words]);
    report(diagnostic("OS2205", column, { name: column.text, near }, nearFix(near, column)));
  }
}

/**
 * Finds the meaning of a test.
 *
 * @returns undefined where its header means nothing
 */
export function checkTest(node: TestDeclaration, around: TestSurroundings): CheckedTest | undefined {
  const { text } = around;
  const report = once(around.report);
  const entity = checkEntity(node.entity, around.world, report);
  if (entity === undefined) return undefined;
  const scope = scopeOf(entity, around, report);
  const first = firstPlace(entity, { entity, node, scope });
  const at = node.at && checkMoment(node.at, scope);
  const isSound = node.broken !== true && node.steps.every((step) => step.broken !== true);
  if (isSound && !node.steps.some(expects)) report(diagnostic("OS2206", node.name, {}));
  if (isSound) checkColumns(node, text, report);
  const title = node.name.kind === "Quoted" ? node.name.value : "";
  const rows = node.rows.length === 0 ? [undefined] : node.rows;
  const cases = rows.flatMap((row): readonly CheckedCase[] => {
    const values = row === undefined ? new Map<string, Expression>() : valuesOf(row, node, report);
    if (values === undefined) return [];
    const subject: TestSubject = { entity, node, scope };
    const steps = node.steps.flatMap((step) => checkStep(withRow(step, values), subject, text) ?? []);
    const shown = [...values].map(([name, one]) => `${name}: ${tidied(text.slice(one.start, one.end))}`);
    return [{ name: shown.length === 0 ? title : `${title} (${shown.join(", ")})`, steps }];
  });
  return {
    node,
    entity,
    ...(first === undefined ? {} : { first }),
    ...(at === undefined ? {} : { at }),
    cases,
  };
}
