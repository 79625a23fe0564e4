import type { CheckedBlock, CheckedTrigger, Origin, PlacedDeclaration } from "../check/checked.ts";
import { tidied } from "../syntax/spacing.ts";

const quoted = (text: string): string => `"${text}"`;
const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

/** A stretch of a section as it stands there, on one line. */
export function textOf(
  span: { readonly start: number; readonly end: number },
  { source, offset }: Origin,
): string {
  return tidied(source.slice(offset + span.start, offset + span.end));
}

/** What starts the rules of a block, as its header says it. */
export function startText(block: CheckedBlock, origin: Origin): string {
  switch (block.kind) {
    case "stage": {
      const titles = block.places.flatMap((place) => place.stages.map((stage) => stage.title));
      return `stage ${distinct(titles).map(quoted).join(", ")}`;
    }
    case "event":
      return textOf(block.node.event, origin);
    case "calendar": {
      const { every, at } = block.node;
      return textOf({ start: block.node.start, end: at?.end ?? every.end }, origin);
    }
  }
}

function pipelineText(node: { readonly pipeline?: CheckedBlock["node"]["pipeline"] }): string {
  return node.pipeline?.kind === "Quoted" ? ` pipeline ${quoted(node.pipeline.value)}` : "";
}

/**
 * The ids of the blocks and triggers of a file: what their headers say, so that what stands elsewhere in the file does
 * not change them. Those that say the same are numbered.
 */
export function idsOf(
  file: string,
  text: string,
  declarations: readonly PlacedDeclaration[],
): readonly string[] {
  const seen = new Map<string, number>();
  return declarations.map(({ offset, declaration }) => {
    const origin = { file, source: text, offset };
    // Ids are kept in databases, which know no half of a sign.
    const says = idText(declaration, origin).replaceAll('"', "'").toWellFormed();
    const number = (seen.get(says) ?? 0) + 1;
    seen.set(says, number);
    return `${file}#${says}${number === 1 ? "" : ` (${number})`}`;
  });
}

function idText(declaration: PlacedDeclaration["declaration"], origin: Origin): string {
  if (declaration.kind === "block") {
    const { block } = declaration;
    return `${startText(block, origin)} in ${block.entity.name}${pipelineText(block.node)}`;
  }
  if (declaration.kind !== "trigger") return "";
  const { trigger } = declaration;
  const text = textOf(trigger.node.event, origin);
  return `${text} in ${trigger.entity.name}${pipelineText(trigger.node)} to ${targetText(trigger)}`;
}

function targetText({ targets }: CheckedTrigger): string {
  return distinct(targets.map(({ stage }) => stage.title))
    .map(quoted)
    .join(", ");
}
