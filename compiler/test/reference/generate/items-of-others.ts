import type { Entity } from "../../../src/schema/format.ts";
import { drawNeeded, drawPiece, type Piece, type Place, quotedTitle } from "./expressions.ts";
import { kindOfField } from "./sources.ts";

/** Names of fields that can stand before a colon in a record. */
const isPlain = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name);

function drawValue(
  entity: string,
  name: string,
  of: Entity,
  isNeeded: boolean,
  place: Place,
): Piece | undefined {
  const field = of.fields[name];
  if (field === undefined) return undefined;
  const kind = kindOfField(entity, name, field);
  return isNeeded ? drawNeeded(kind, place) : drawPiece(kind, place, true);
}

/** Values for fields of a new item: all that it needs, and some of the others. Undefined where one cannot be drawn. */
function drawNew(entity: string, of: Entity, place: Place): string | undefined {
  const entries: string[] = [];
  for (const [name, field] of Object.entries(of.fields)) {
    if (field.readOnly === true) continue;
    const isNeeded = field.required === true;
    if (!isNeeded && !(isPlain(name) && place.draw.chance(20))) continue;
    const value = isPlain(name) ? drawValue(entity, name, of, isNeeded, place) : undefined;
    if (value !== undefined) entries.push(`${name}: ${value.text}`);
    else if (isNeeded) return undefined;
  }
  return `{ ${entries.join(", ")} }`;
}

/** Where the new item is to stand. */
function drawStanding({ pipelines = [] }: Entity, { draw }: Place): string {
  if (pipelines.length === 0) return "";
  const pipeline = draw.one(pipelines);
  const named = draw.chance(50) ? `, pipeline: ${quotedTitle(pipeline.title)}` : "";
  return draw.chance(50) ? `${named}, stage: ${quotedTitle(draw.one(pipeline.stages).title)}` : named;
}

/** An action on items of any entity: one that makes one, or looks for one. */
export function drawOfOthers(place: Place): string | undefined {
  const { draw, world } = place;
  const [entity, of] = draw.one(Object.entries(world.schema.entities));
  const called = quotedTitle(draw.chance(50) ? entity : of.title);
  const shallow = { ...place, depth: Math.min(place.depth, 1) };
  if (draw.chance(50)) {
    const fields = drawNew(entity, of, shallow);
    return fields && `build(${called}, ${fields}${drawStanding(of, place)})`;
  }
  const asked = draw.some(Object.keys(of.fields).filter(isPlain), 0, 2).flatMap((name) => {
    const value = drawValue(entity, name, of, true, shallow);
    return value === undefined ? [] : [`${name}: ${value.text}`];
  });
  return `seek(${called}, { ${asked.join(", ")} })`;
}
