import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Section } from "../syntax/parse.ts";
import type { ConstDeclaration, FunctionDeclaration, GroupDeclaration, Name } from "../syntax/tree.ts";
import { checkBlock } from "./block.ts";
import type { CheckedDeclaration, Origin } from "./checked.ts";
import type { Report, World } from "./context.ts";
import type { Declared } from "./file-names.ts";
import type { Surroundings } from "./frame.ts";
import { checkGroup } from "./group.ts";
import { isBroken, isOfSchema, soften } from "./soften.ts";
import { checkTest } from "./tests/section.ts";
import { checkTrigger } from "./trigger.ts";
import { type CheckedValue, checkConst, checkFunction } from "./value.ts";
import { type Asked, brokenName, remembering, type Visibility, type Visible } from "./visible.ts";

/** The meaning of one section of a file. Places count from the start of the section. */
export interface CheckedSection {
  readonly section: Section;
  /** Undefined where it has none, which is reported. */
  readonly declaration: CheckedDeclaration | undefined;
  /** What others see of it, where it declares a name. */
  readonly visible: Visible | undefined;
  /** Without those of its syntax. */
  readonly diagnostics: readonly Diagnostic[];
  /** What it has asked of its surroundings: as long as the answers are the same, so is its meaning. */
  readonly asked: Asked;
  /** Names that it has asked for, and that mean something. */
  readonly uses: readonly string[];
  /** The groups that it includes, and where they were written. */
  readonly origins: ReadonlyMap<Declared, Origin>;
}

/** Whatever the schema does not know in a constant or a function leaves it out. */
function unlessLeftOut(value: CheckedValue | undefined, world: World): CheckedValue | undefined {
  if (value === undefined || !world.softSchema) return value;
  const { declaration } = value;
  const body =
    declaration.kind === "const"
      ? declaration.constant.value
      : declaration.kind === "function"
        ? declaration.function.body
        : undefined;
  return body !== undefined && isBroken(body) ? undefined : value;
}

/** What a section is checked in. */
interface Place extends Surroundings {
  readonly file: string;
  readonly world: World;
  readonly visible: Visibility;
  readonly report: Report;
}

type Meaning = Pick<CheckedSection, "declaration" | "visible">;

function namedValue(node: ConstDeclaration | FunctionDeclaration, place: Place): Meaning {
  const { file, world, visible, report } = place;
  const value =
    node.kind === "Const"
      ? checkConst(node, file, world, visible, report)
      : checkFunction(node, file, world, visible, report);
  const kept = unlessLeftOut(value, world);
  return { declaration: kept?.declaration, visible: kept?.visible ?? brokenName };
}

function groupOf(
  node: GroupDeclaration,
  section: Section,
  declared: Declared | undefined,
  place: Place,
): Meaning {
  const { file, world, visible, report } = place;
  const { start, end } = node;
  const name: Name = node.name.kind === "Name" ? node.name : { kind: "Name", text: "", start, end };
  const group = checkGroup(node, declared ?? { file, name, node, section }, world, visible, place, report);
  return { declaration: { kind: "group" }, visible: { meaning: { kind: "group" }, group } };
}

function meaningOf(section: Section, declared: Declared | undefined, place: Place): Meaning {
  const { world, visible, report } = place;
  const { node, text } = section;
  switch (node?.kind) {
    case undefined:
      return { declaration: undefined, visible: undefined };
    case "Import":
      return { declaration: { kind: "import" }, visible: undefined };
    case "Const":
    case "Function":
      return namedValue(node, place);
    case "RuleGroup":
      return groupOf(node, section, declared, place);
    case "Trigger": {
      const trigger = checkTrigger(node, world, visible, report);
      return { declaration: trigger && { kind: "trigger", trigger }, visible: undefined };
    }
    case "Test": {
      const test = checkTest(node, { world, visible, text, report });
      return { declaration: test && { kind: "test", test }, visible: undefined };
    }
    case "StageBlock":
    case "EventBlock":
    case "CalendarBlock": {
      const block = checkBlock(node, { ...place, text });
      return { declaration: block && { kind: "block", block }, visible: undefined };
    }
  }
}

/**
 * Finds the meaning of a section.
 *
 * @param section the text as it was read
 * @param file the path of its file
 * @param declared its name, where it declares one
 * @param world what everything is checked against
 * @param surroundings what the files of the program see
 */
export function checkSection(
  section: Section,
  file: string,
  declared: Declared | undefined,
  world: World,
  { visibleIn, originOf }: Surroundings,
): CheckedSection {
  const diagnostics: Diagnostic[] = [];
  const { visible, asked } = remembering(visibleIn(file));
  const origins = new Map<Declared, Origin>();
  const found = meaningOf(section, declared, {
    file,
    world,
    visible,
    visibleIn,
    originOf: (group) => {
      const origin = originOf(group);
      origins.set(group, origin);
      return origin;
    },
    report: (one) => {
      diagnostics.push(world.softSchema && isOfSchema(one) ? soften(one) : one);
    },
  });
  const answers = asked();
  const uses = Array.from(answers.answers).flatMap(([name, answer]) => (answer === undefined ? [] : [name]));
  return { section, ...found, diagnostics, asked: answers, uses, origins };
}
