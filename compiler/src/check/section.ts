import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Section } from "../syntax/parse.ts";
import type { Name } from "../syntax/tree.ts";
import { checkBlock } from "./block.ts";
import type { CheckedDeclaration, Origin } from "./checked.ts";
import type { World } from "./context.ts";
import type { Declared } from "./file-names.ts";
import type { Surroundings } from "./frame.ts";
import { checkGroup } from "./group.ts";
import { isBroken, isOfSchema, soften } from "./soften.ts";
import { checkTrigger } from "./trigger.ts";
import { type CheckedValue, checkConst, checkFunction } from "./value.ts";
import { type Asked, brokenName, remembering, type Visible } from "./visible.ts";

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
  surroundings: Surroundings,
): CheckedSection {
  const diagnostics: Diagnostic[] = [];
  const report = (found: Diagnostic): void => {
    diagnostics.push(world.softSchema && isOfSchema(found) ? soften(found) : found);
  };
  const { visible, asked } = remembering(surroundings.visibleIn(file));
  const origins = new Map<Declared, Origin>();
  const around: Surroundings = {
    visibleIn: surroundings.visibleIn,
    originOf: (group) => {
      const origin = surroundings.originOf(group);
      origins.set(group, origin);
      return origin;
    },
  };
  const found = meaningOf();
  const answers = asked();
  const uses = Array.from(answers.answers).flatMap(([name, answer]) => (answer === undefined ? [] : [name]));
  return { section, ...found, diagnostics, asked: answers, uses, origins };

  function meaningOf(): Pick<CheckedSection, "declaration" | "visible"> {
    const { node } = section;
    switch (node?.kind) {
      case undefined:
        return { declaration: undefined, visible: undefined };
      case "Import":
        return { declaration: { kind: "import" }, visible: undefined };
      case "Const":
      case "Function": {
        const value =
          node.kind === "Const"
            ? checkConst(node, file, world, visible, report)
            : checkFunction(node, file, world, visible, report);
        const kept = unlessLeftOut(value, world);
        return { declaration: kept?.declaration, visible: kept?.visible ?? brokenName };
      }
      case "RuleGroup": {
        const { start, end } = node;
        const name: Name = node.name.kind === "Name" ? node.name : { kind: "Name", text: "", start, end };
        const own = declared ?? { file, name, node, section };
        const group = checkGroup(node, own, world, visible, around, report);
        return { declaration: { kind: "group" }, visible: { meaning: { kind: "group" }, group } };
      }
      case "Trigger": {
        const trigger = checkTrigger(node, world, visible, report);
        return { declaration: trigger && { kind: "trigger", trigger }, visible: undefined };
      }
      case "StageBlock":
      case "EventBlock":
      case "CalendarBlock": {
        const block = checkBlock(node, { ...around, world, visible, text: section.text, report });
        return { declaration: block && { kind: "block", block }, visible: undefined };
      }
    }
  }
}
