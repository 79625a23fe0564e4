import type { Parsed, Section } from "../syntax/parse.ts";
import type { CheckedRule, Origin } from "./checked.ts";
import type { Declared } from "./file-names.ts";
import type { CheckedSection } from "./section.ts";

const offsets = new WeakMap<Parsed, ReadonlyMap<Section, number>>();

/** Where a section stands in its file. */
export function offsetIn(parsed: Parsed, section: Section): number {
  let found = offsets.get(parsed);
  if (found === undefined) {
    // Of sections with the same text, the first declares the name.
    found = new Map(parsed.sections.map((placed) => [placed.section, placed.offset] as const).toReversed());
    offsets.set(parsed, found);
  }
  return found.get(section) ?? 0;
}

const origins = new WeakMap<Section, Origin>();

/** Where a group is written. The same object as long as it stands in the same place of the same text. */
export function originIn(group: Declared, parsed: Parsed | undefined): Origin {
  const source = parsed?.text ?? "";
  const offset = parsed === undefined ? 0 : offsetIn(parsed, group.section);
  const old = origins.get(group.section);
  if (old?.file === group.file && old.source === source && old.offset === offset) return old;
  const origin: Origin = { file: group.file, source, offset };
  origins.set(group.section, origin);
  return origin;
}

/** Whether groups are still written where they were. */
export function areCurrent(
  origins: ReadonlyMap<Declared, Origin>,
  originOf: (group: Declared) => Origin,
): boolean {
  for (const [group, origin] of origins) if (originOf(group) !== origin) return false;
  return true;
}

/** The same section, where the groups that it includes may have moved in their files. */
export function withOrigins(old: CheckedSection, originOf: (group: Declared) => Origin): CheckedSection {
  if (areCurrent(old.origins, originOf)) return old;
  const moved = new Map<Origin, Origin>();
  const now = new Map<Declared, Origin>();
  for (const [group, before] of old.origins) {
    const origin = originOf(group);
    now.set(group, origin);
    if (origin !== before) moved.set(before, origin);
  }
  const { declaration } = old;
  if (moved.size === 0 || declaration?.kind !== "block") return old;
  const place = (rule: CheckedRule): CheckedRule => {
    const origin = rule.origin && moved.get(rule.origin);
    return origin === undefined ? rule : { ...rule, origin };
  };
  const { block } = declaration;
  return {
    ...old,
    declaration: { kind: "block", block: { ...block, rules: block.rules.map(place) } },
    origins: now,
  };
}
