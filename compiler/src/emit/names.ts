import type { DeclaredName } from "../check/checked.ts";

/** Words that cannot be names in a module of TypeScript, and those that would mean something else there. */
const reserved: ReadonlySet<string> = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return
  static super switch this throw true try typeof var void while with yield
  Infinity NaN Promise exports globalThis require then undefined`.split(/\s+/),
);

/** Names that every emitted file has for itself, and what it imports. */
const ours: ReadonlySet<string> = new Set(
  `args blocks calls context crm s schema triggers
  Decimal RuleFailure actor add addDurations addMoney addToDate addToMoment addToTime all among any atLeast atMost between
  check choiceFrom countOf dateFrom dateOf dayOf daysBetween decimal differs divide divideMoney duration durationFrom endsWith
  entityOf equal explain fieldOf filled firstOf fits flagFrom formats formatted greater holds hourOf inHours inList
  isDecimal isMoney isRuleFailure isSet isTrue itemRef join joinLists lastOf lengthOf less list listFrom matches midnight
  minuteOf momentFrom momentIn money moneyFrom moneyOf monthOf multiply negate negateDuration negateMoney not numberFrom
  once other own pass pattern ratio readItem recordFrom same scaleDuration scaleMoney show stageFrom stageOf startsWith
  subtract subtractDurations subtractFromDate subtractFromMoment subtractFromTime subtractMoney textContains textFrom
  timeBetween timeFrom timeOf today userFrom userOf weekdayOf yearOf`.split(/\s+/),
);

/** More of them: numbered ones, and those that only tools use. */
const patterns = /^(actions|events|rules)\d*$|^__/;

/** Whether a sign can stand in a name, of JavaScript as well as of rules. Names there never have a `$`. */
const sound = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

function escaped(sign: string): string {
  return /[\p{ID_Continue}]/u.test(sign) ? sign : `$${sign.codePointAt(0)?.toString(16)}$`;
}

/**
 * The name that a constant, a function or a parameter of rules has in TypeScript: its own wherever that can be. Two
 * names of rules never become one, since no name of rules has a `$` in it.
 */
export function safeName(name: string): string {
  const plain = sound.test(name) ? name : `$${Array.from(name, escaped).join("")}`;
  return reserved.has(plain) || ours.has(plain) || patterns.test(plain) ? `${plain}$` : plain;
}

/** One key for a declared name, whatever stands in its parts. */
export function keyOf({ file, name }: DeclaredName): string {
  return JSON.stringify([file, name]);
}

/** Gives names that begin with `$`, each once: what people call something never begins so. */
export function namesLike(): (wanted: string) => string {
  const taken = new Set<string>();
  return (wanted) => {
    const base = `$${wanted.replace(/[^A-Za-z0-9_]+/g, "_")}`;
    let name = base;
    for (let number = 2; taken.has(name); number += 1) name = `${base}_${number}`;
    taken.add(name);
    return name;
  };
}
