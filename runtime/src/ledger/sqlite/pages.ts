import type { CalendarEntry, ManyTransaction, PageTransaction } from "../port.ts";
import { writeDeed } from "./held-rules.ts";
import { findCalendars, findItems } from "./queries.ts";
import { calendarOf } from "./rows.ts";
import { readStoredItem } from "./slice.ts";
import type { Slices } from "./slices.ts";
import type { Statements } from "./statements.ts";
import { type Written, writeCalendar } from "./write.ts";

/** Does what follows for a page of items of a calendar block, and writes how far its round has come. */
export function changePage<T>(
  sql: Statements,
  slices: Slices,
  transaction: PageTransaction<T>,
): { readonly answer: T | null; readonly written: readonly Written[] } {
  const { block, limit, now } = transaction;
  const row = sql.first("SELECT * FROM calendars WHERE block = ?", block);
  if (row === undefined) return { answer: null, written: [] };
  const entry = calendarOf(row);
  const {
    writes,
    entry: next,
    answer,
  } = transaction.work({
    entry,
    items: findItems(sql, entry.entity, entry.cursor, limit),
    find: (entity, id) => readStoredItem(sql, entity, id),
    open: (item) => slices.take({ entity: item.entity, id: item.id }, now),
  });
  const written = slices.write(writes);
  writeCalendar(sql, next);
  return { answer, written };
}

/** Does what follows for several items, for all of them or for none. */
export function changeMany<T>(
  sql: Statements,
  slices: Slices,
  { refs, now, work }: ManyTransaction<T>,
): { readonly answer: T; readonly written: readonly Written[] } {
  const { writes, deeds = [], answer } = work(refs.map((ref) => slices.take(ref, now)));
  const written = slices.write(writes);
  for (const deed of deeds) writeDeed(sql, deed);
  return { answer, written };
}

/** Puts other calendar blocks in the place of those that there are. */
export function changeCalendars(
  sql: Statements,
  work: (entries: readonly CalendarEntry[]) => readonly CalendarEntry[] | null,
): void {
  const before = findCalendars(sql);
  const after = work(before);
  if (after === null) return;
  const kept = new Set(after.map((entry) => entry.block));
  for (const { block } of before) {
    if (!kept.has(block)) sql.run("DELETE FROM calendars WHERE block = ?", block);
  }
  for (const entry of after) writeCalendar(sql, entry);
}
