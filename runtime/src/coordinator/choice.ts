import type { Gate } from "../dispatch/gate.ts";
import type { Ledger } from "../ledger/port.ts";
import type { FairLine, Ready } from "./fair-line.ts";

export interface ChoiceParts {
  readonly ledger: Pick<Ledger, "dueActions" | "dueOf">;
  readonly gate: Pick<Gate, "choose">;
  readonly line: FairLine;
}

/** Chooses which due runs start next, as ids. */
export type Choice = (now: string, most: number) => Promise<readonly string[]>;

/**
 * Makes the choice of what starts next, within what the gate lets through. Half of the places go to the calls from
 * outside in turn, the others to the actions in turn, in the order of the ledger; what one half leaves, the other takes.
 * Which of them comes first changes each time, since there may be but one place.
 */
export function createChoice({ ledger, gate, line }: ChoiceParts): Choice {
  let lineFirst = false;

  /** From the ledger: of each action the same share, and the rest from those that have more. */
  async function fromLedger(
    now: string,
    most: number,
    fits: (action: string) => boolean,
    taken: ReadonlySet<string>,
  ): Promise<readonly Ready[]> {
    const picked: Ready[] = [];
    const due = await ledger.dueActions();
    let actions = due.filter((one) => one.due <= now).map((one) => one.action);
    const known = new Set(taken);
    while (actions.length > 0 && picked.length < most) {
      const again: string[] = [];
      const share = Math.ceil((most - picked.length) / actions.length);
      for (const action of actions) {
        const wanted = Math.min(share, most - picked.length);
        if (wanted <= 0) break;
        const ids = await ledger.dueOf(action, now, wanted + known.size);
        const fresh = ids.filter((id) => !known.has(id)).slice(0, wanted);
        const through = fresh.filter(() => fits(action));
        for (const run of through) {
          known.add(run);
          picked.push({ run, action });
        }
        if (through.length === wanted) again.push(action);
      }
      actions = again;
    }
    return picked;
  }

  return async (now, most) => {
    lineFirst = !lineFirst;
    const fits = gate.choose();
    const half = Math.ceil(most / 2);
    const first = lineFirst ? line.take(half, fits) : [];
    const taken = new Set(first.map(({ run }) => run));
    const middle = await fromLedger(now, lineFirst ? most - first.length : half, fits, taken);
    for (const { run } of middle) line.drop(run);
    const last = line.take(most - first.length - middle.length, fits);
    return [...first, ...middle, ...last].map(({ run }) => run);
  };
}
