import type { Gate } from "../dispatch/gate.ts";
import type { Ledger } from "../ledger/port.ts";
import type { FairLine, Ready } from "./fair-line.ts";

export interface ChoiceParts {
  readonly ledger: Pick<Ledger, "dueActions" | "dueOf">;
  readonly gate: Pick<Gate, "choose">;
  readonly line: FairLine;
  /** Whether it is remembered which action had its turn: where it is not, a restart changes nothing. */
  readonly inTurn: boolean;
}

/**
 * Chooses which due runs start next, as ids.
 *
 * @param now the moment, as the ledger writes it
 * @param most how many
 */
export type Choice = (now: string, most: number) => Promise<readonly string[]>;

/** The smallest share of an action, where there are as many runs: asking the ledger for fewer costs as much. */
const SMALLEST_SHARE = 16;

/**
 * Makes the choice of what starts next, within what the gate lets through. Half of the places go to the calls from
 * outside in turn, the others to the actions in turn, in the order of the ledger; what one half leaves, the other takes.
 * Which of them comes first changes each time, since there may be but one place.
 */
export function createChoice({ ledger, gate, line, inTurn }: ChoiceParts): Choice {
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
  ): Promise<readonly Ready[]> {
    // Asked before the ledger is: it may have millions that have to wait.
    let isLet = fits(action);
    if (!isLet) return [];
    const through: Ready[] = [];
    for (const run of await ledger.dueOf(action, now, most + known.size)) {
      if (known.has(run)) continue;
      if (through.length === most || !isLet) break;
      through.push({ run, action });
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
    const picked: Ready[] = [];
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
        if (inTurn) last = action;
        if (through.length === wanted) again.push(action);
      }
      actions = again;
    }
    return picked;
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
