import type { Gate } from "../dispatch/gate.ts";
import type { DueRun, Ledger } from "../ledger/port.ts";
import type { FairLine, Ready } from "./fair-line.ts";

export interface ChoiceParts {
  readonly ledger: Pick<Ledger, "dueActions" | "dueOf">;
  readonly gate: Pick<Gate, "choose">;
  readonly line: FairLine;
}

/**
 * Chooses which due runs start next, as ids.
 *
 * @param now the moment, as the ledger writes it
 * @param most how many
 */
export type Choice = (now: string, most: number) => Promise<readonly string[]>;

/** A due run and its action. */
interface Candidate extends DueRun, Ready {}

/** The order of the ledger: by moment, and by their making among equals. */
function inOrder(a: DueRun, b: DueRun): number {
  if (a.due !== b.due) return a.due < b.due ? -1 : 1;
  return a.place - b.place;
}

/** Makes the choice where nothing is limited: the order of the ledger alone, which no restart changes. */
export function createPlainChoice(ledger: ChoiceParts["ledger"]): Choice {
  return async (now, most) => {
    const actions = (await ledger.dueActions()).filter(({ due }) => due <= now);
    const due = await Promise.all(actions.map(({ action }) => ledger.dueOf(action, now, most)));
    return due
      .flat()
      .sort(inOrder)
      .slice(0, most)
      .map(({ run }) => run);
  };
}

/** The smallest share of an action, where there are as many runs: asking the ledger for fewer costs as much. */
const SMALLEST_SHARE = 16;

/**
 * Makes the choice of what starts next, within what the gate lets through. Half of the places go to the calls from
 * outside in turn, the others to the actions in turn, in the order of the ledger; what one half leaves, the other takes.
 * Which of them comes first changes each time, since there may be but one place.
 */
export function createChoice({ ledger, gate, line }: ChoiceParts): Choice {
  let lineFirst = false;
  /** The action that had its turn last. */
  let last = "";

  /** Runs of an action that may start, from those that are not taken yet. */
  async function fromAction(
    action: string,
    now: string,
    most: number,
    fits: (action: string) => boolean,
    known: ReadonlySet<string>,
  ): Promise<readonly Candidate[]> {
    // Asked before the ledger is: it may have millions that have to wait.
    let isLet = fits(action);
    if (!isLet) return [];
    const through: Candidate[] = [];
    for (const one of await ledger.dueOf(action, now, most + known.size)) {
      if (known.has(one.run)) continue;
      if (through.length === most || !isLet) break;
      through.push({ ...one, action });
      isLet = through.length < most && fits(action);
    }
    return through;
  }

  /** From the ledger: of one action after the other a share, and the rest from those that have more. */
  async function fromLedger(
    now: string,
    most: number,
    fits: (action: string) => boolean,
    taken: readonly Ready[],
  ): Promise<readonly Ready[]> {
    const picked: Candidate[] = [];
    if (most <= 0) return picked;
    const known = new Set(taken.map(({ run }) => run));
    const due = (await ledger.dueActions()).filter((one) => one.due <= now).map(({ action }) => action);
    let actions = [...due.filter((action) => action > last), ...due.filter((action) => action <= last)];
    while (actions.length > 0 && picked.length < most) {
      const again: string[] = [];
      const share = Math.max(Math.ceil((most - picked.length) / actions.length), SMALLEST_SHARE);
      for (const action of actions) {
        const wanted = Math.min(share, most - picked.length);
        if (wanted <= 0) break;
        const through = await fromAction(action, now, wanted, fits, known);
        for (const ready of through) known.add(ready.run);
        picked.push(...through);
        last = action;
        if (through.length === wanted) again.push(action);
      }
      actions = again;
    }
    return picked.sort(inOrder);
  }

  return async (now, most) => {
    const fits = gate.choose();
    lineFirst = !lineFirst;
    const half = line.isEmpty() ? 0 : Math.floor(most / 2);
    const first = lineFirst ? line.take(Math.max(half, 1), fits) : [];
    const middle = await fromLedger(now, lineFirst ? most - first.length : most - half, fits, first);
    for (const { run } of middle) line.drop(run);
    const rest = line.take(most - first.length - middle.length, fits);
    return [...first, ...middle, ...rest].map(({ run }) => run);
  };
}
