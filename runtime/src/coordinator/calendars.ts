import type { CoordinatorParts } from "../coordinator.ts";
import { cameRound, couldNotTell, isMeant, roundAt } from "../engine/calendar-round.ts";
import { LedgerError } from "../ledger/error.ts";
import type { CalendarEntry, Page, Write } from "../ledger/port.ts";
import type { CalendarBlock, LoadedRuleSet } from "../rules/ruleset.ts";
import { isoOf, msOf } from "../time/instant.ts";
import { nextOccurrence } from "../time/recurrence.ts";
import { type Moment, momentAt } from "./surroundings.ts";
import { wakes, writeOf } from "./write.ts";

/** How many items one transaction of a round deals with, so that others get their turn between two. */
const PAGE = 100;

function calendarBlocks(ruleSet: LoadedRuleSet): readonly CalendarBlock[] {
  return ruleSet.blocks.filter((block) => block.kind === "calendar");
}

/** What the moments of a block follow from, as text. */
function shapeOf({ every, at }: CalendarBlock, { timezone, calendar }: LoadedRuleSet): string {
  const days = every.kind === "workingDay" || every.kind === "interval" ? calendar : null;
  return JSON.stringify([every, at, timezone, days]);
}

function nextOf(block: CalendarBlock, after: number, ruleSet: LoadedRuleSet): string | null {
  return nextOccurrence(block.every, block.at, isoOf(after), ruleSet) ?? null;
}

/**
 * The calendar blocks of a rule set as the ledger keeps them: one that it knows goes on where it was, unless its moments
 * are others by now; a new one comes round for the first time after the present moment.
 */
function entriesOf(
  ruleSet: LoadedRuleSet,
  known: readonly CalendarEntry[],
  now: number,
): readonly CalendarEntry[] {
  return calendarBlocks(ruleSet).map((block) => {
    const shape = shapeOf(block, ruleSet);
    const { id, entity } = block;
    const old = known.find((one) => one.block === id && one.shape === shape && one.entity === entity);
    return old ?? { block: id, shape, entity, due: nextOf(block, now, ruleSet), began: null, cursor: 0 };
  });
}

/** The block between two rounds. Those that were missed before the last one began are not made up for. */
function roundOver(
  entry: CalendarEntry,
  block: CalendarBlock,
  began: number,
  ruleSet: LoadedRuleSet,
): CalendarEntry {
  return { ...entry, due: nextOf(block, began, ruleSet), began: null, cursor: 0 };
}

/** The calendar blocks of the current rule set, as durable moments. */
export interface Calendars {
  /** Deals with one page of items of the block that is due first, if any is. */
  readonly ring: () => Promise<void>;
  /** The moment of the next round, or of the next page of one, in milliseconds; null where there is none. */
  readonly next: () => Promise<number | null>;
}

/** What a page of items comes to: runs for those that the block is for. */
function planPage(
  page: Page,
  block: CalendarBlock,
  due: string,
  seed: string,
  moment: Moment,
): readonly Write[] {
  return page.items.flatMap((item) => {
    // Most items are told apart without looking at their runs.
    const around = moment.around({ find: page.find, former: () => null, held: () => null });
    const meant = isMeant(item, block, around);
    if (meant === false) return [];
    const slice = page.open(item);
    const own = moment.around(slice);
    const step =
      meant === true
        ? cameRound(slice.state, item, block, due, `${seed}-${item.id}`, own)
        : couldNotTell(slice.state, block, meant, own);
    return [writeOf(slice, step, moment.now)];
  });
}

/** Makes the calendar of a ledger. */
export function createCalendars(parts: CoordinatorParts): Calendars {
  const { ledger, world, ruleSets } = parts;
  let kept: string | undefined;
  let hasBlocks = true;

  /** Sees to it that the ledger knows the blocks of the current rule set. */
  async function keep(): Promise<void> {
    const ruleSet = ruleSets.current();
    if (kept === ruleSet.hash) return;
    const now = world.now();
    await ledger.changeCalendars((known) => {
      const entries = entriesOf(ruleSet, known, now);
      const same = entries.length === known.length && entries.every((entry) => known.includes(entry));
      return same ? null : entries;
    });
    kept = ruleSet.hash;
    hasBlocks = calendarBlocks(ruleSet).length > 0;
  }

  async function ring(): Promise<void> {
    await keep();
    if (!hasBlocks) return;
    const now = world.now();
    const [first] = await ledger.calendars();
    if (first === undefined || first.due === null || msOf(first.due) > now) return;
    const ruleSet = ruleSets.current();
    const block = calendarBlocks(ruleSet).find((one) => one.id === first.block);
    if (block === undefined) return;
    try {
      await ringPage(block, ruleSet, now);
    } catch (error) {
      if (error instanceof LedgerError) throw error;
      // A page that a fault of the program breaks would break again, and stand in the way of all that is due.
      await ledger.changePage({
        block: block.id,
        limit: 1,
        now,
        work: ({ entry }) => ({ writes: [], entry: roundOver(entry, block, now, ruleSet), answer: null }),
      });
      throw error;
    }
  }

  async function ringPage(block: CalendarBlock, ruleSet: LoadedRuleSet, now: number): Promise<void> {
    const seed = world.id();
    const woken = await ledger.changePage({
      block: block.id,
      limit: PAGE,
      now,
      work: (page) => {
        const { entry, items } = page;
        const due = entry.due ?? isoOf(now);
        const began = entry.began ?? isoOf(now);
        const writes = planPage(page, block, due, seed, momentAt(roundAt(due, msOf(began)), parts));
        const last = items.at(-1);
        const isOver = last === undefined || items.length < PAGE;
        const next = isOver
          ? roundOver(entry, block, msOf(began), ruleSet)
          : { ...entry, began, cursor: last.id };
        return { writes, entry: next, answer: writes.some(wakes) };
      },
    });
    if (woken === true) parts.wake?.();
  }

  return {
    ring,
    next: async () => {
      await keep();
      if (!hasBlocks) return null;
      const [first] = await ledger.calendars();
      return first === undefined || first.due === null ? null : msOf(first.due);
    },
  };
}
