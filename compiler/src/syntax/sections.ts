import { kindOf, type Lexeme, oneOf, tokenTypes as t } from "./lexer.ts";
import type { Pieces } from "./pieces.ts";
import { type Head, move, newPlace, type Place } from "./place.ts";
import { classify, isAmbiguous, isStarter, startsTest, touches } from "./signs.ts";
import { isName } from "./tokens.ts";
import { nameWord } from "./words.ts";

/** How deep parentheses and `if` may stand in each other before a text counts as too complex to read. */
export const maximumNesting = 200;
/** How many rules one block may hold. */
export const maximumRules = 1000;
/** How many tokens one rule may have. A condition of 300 comparisons is below it. */
export const maximumRuleTokens = 2000;

/** What a stretch of text is at the top level of a file. */
export type SectionKind =
  | "stage"
  | "event"
  | "trigger"
  | "calendar"
  | "group"
  | "const"
  | "function"
  | "import"
  | "test"
  /** Text that belongs to nothing, or comments alone. */
  | "stray";

/**
 * A stretch of text from one top-level keyword to the next. Blocks do not nest, so each is read for itself, and a
 * mistake in one cannot reach another. What it is depends on nothing but its own text.
 */
export interface Cut {
  readonly kind: SectionKind;
  /** Where it stands in the text, the comments above it included. */
  readonly start: number;
  readonly end: number;
  /** How far the text was looked at to find its end. */
  readonly reach: number;
  /** Without comments; signs are told apart. Offsets count from `start`, as they do below. */
  readonly words: Lexeme[];
  /** Comments, and characters that mean nothing, in order. */
  readonly loose: readonly Lexeme[];
  /** How deep parentheses stand in each other. */
  readonly nesting: number;
  /** How many tokens its longest rule has. */
  readonly longestRule: number;
  /** How many rules it may have: as many as it has semicolons. */
  readonly rules: number;
}

/** How many words beyond the present one are looked at, at most. */
const lookahead = 12;
/** The lexer looks no further than this behind a token to find its end. */
const lexerReach = 32;

const recurrenceWords = oneOf(["Weekday", "Working", "Unit", "Last", "Number", "On", "DayName"]);

/** Whether a time of day and an action follow, within what may be looked at. */
function beginsAction(words: readonly Lexeme[], at: number, end: number): boolean {
  const [time, word, next] = [words[at], words[at + 1], words[at + 2]];
  if (at + 2 >= end || time?.tokenType !== t.Time || word === undefined || isStarter(word)) return false;
  return isName(kindOf(word)) && next?.tokenType === t.Open;
}

/** Whether a word stands where `every …` begins a block on a calendar, not a schedule: `in` or `at` follows its days. */
function beginsCalendar(words: readonly Lexeme[], index: number): boolean {
  let at = index + 1;
  while (at < index + lookahead - 1) {
    const word = words[at];
    const isComma = word?.tokenType === t.Comma && words[at - 1]?.tokenType === t.DayName;
    if (!isComma && !recurrenceWords(word)) break;
    at += 1;
  }
  const type = words[at]?.tokenType;
  if (at === index + 1) return false;
  return type === t.In || (type === t.At && !beginsAction(words, at + 1, index + lookahead));
}

/** Whether `on` begins something inside a block that was never closed: a stage or an event with its entity follows. */
function beginsOn(words: readonly Lexeme[], index: number, place: Place): boolean {
  const next = words[index + 1];
  const behind = words[index + 2];
  if (next === undefined) return false;
  if (next.tokenType === t.Stage) return !place.inMoment || behind?.tokenType === t.Text;
  return (
    !place.inMoment && isName(kindOf(next)) && (behind?.tokenType === t.In || behind?.tokenType === t.Open)
  );
}

/** Words that were not looked at yet are names to the lexer; here their images tell. */
function nameAhead(words: readonly Lexeme[], index: number, count: number): void {
  for (let at = index + 1; at <= index + count && at < words.length; at += 1) {
    const word = words[at];
    const before = words[at - 1];
    if (word?.tokenType === t.Identifier) nameWord(word, before, words[at + 1], touches(before, word));
  }
}

/** Whether a word begins a new section, where it stands. */
function startsSection(
  words: readonly Lexeme[],
  index: number,
  place: Place,
  before: Lexeme | undefined,
): boolean {
  const word = words[index];
  if (word === undefined || !(isStarter(word) || startsTest(word, words[index + 1]))) return false;
  nameAhead(words, index, lookahead - 1);
  if (!place.inBlock && place.open.length === 0) {
    // `disabled on stage …` is one section, and so is `every month on 1 …`.
    if (before?.tokenType === t.Disabled && word.tokenType !== t.Disabled) return false;
    return !(word.tokenType === t.On && place.head === "every" && before?.tokenType === t.Unit);
  }
  switch (word.tokenType) {
    case t.On:
      return beginsOn(words, index, place);
    case t.Every:
      return beginsCalendar(words, index);
    case t.Disabled: {
      const head = words[index + 1];
      if (head?.tokenType === t.On) return beginsOn(words, index + 1, place);
      return head?.tokenType === t.Every && beginsCalendar(words, index + 1);
    }
    default:
      return true;
  }
}

const heads: ReadonlyMap<Lexeme["tokenType"], Head> = new Map<Lexeme["tokenType"], Head>([
  [t.On, "on"],
  [t.Every, "every"],
  [t.Rules, "rules"],
  [t.Const, "const"],
  [t.Function, "function"],
  [t.Import, "import"],
  [t.Test, "test"],
]);

function headOf(words: readonly Lexeme[], index: number): Head {
  const first = words[index];
  if (first?.tokenType !== t.Disabled) return (first && heads.get(first.tokenType)) ?? "stray";
  const next = words[index + 1];
  return (next && heads.get(next.tokenType)) ?? "on";
}

function kindOfSection({ head, inTrigger }: Place, words: readonly Lexeme[]): SectionKind {
  switch (head) {
    case "on": {
      const at = words[0]?.tokenType === t.Disabled ? 1 : 0;
      const word = words[at + 1];
      // `on stge "New"`: text follows only behind `stage`, so that is what was meant.
      const isStage = word?.tokenType === t.Stage || words[at + 2]?.tokenType === t.Text;
      if (words[at] === undefined || isStage) return "stage";
      return inTrigger ? "trigger" : "event";
    }
    case "every":
      return "calendar";
    case "rules":
      return "group";
    default:
      return head;
  }
}

function hasBreak(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign === 10 || sign === 13) return true;
  }
  return false;
}

const endOf = (lexeme: Lexeme): number => lexeme.startOffset + lexeme.image.length;

/**
 * Cuts a text into its top-level sections, and says on the way what its words and signs are. Linear in the length of
 * the text, and never fails.
 *
 * @param text the whole file
 * @param pieces its tokens, from the beginning of a section on
 */
export function* cutSections(text: string, pieces: Pieces): Generator<Cut> {
  let words: Lexeme[] = [];
  let loose: Lexeme[] = [];
  let index = 0;
  let looseIndex = 0;
  let ended = false;

  const fill = (): void => {
    while (!ended && index + lookahead >= words.length) {
      const piece = pieces.next();
      if (piece === undefined) {
        ended = true;
        return;
      }
      words = index >= words.length ? piece.words : words.slice(index).concat(piece.words);
      index = 0;
      const more =
        piece.unknown.length === 0
          ? piece.comments
          : piece.comments.concat(piece.unknown).toSorted((a, b) => a.startOffset - b.startOffset);
      loose = looseIndex >= loose.length ? more : loose.slice(looseIndex).concat(more);
      looseIndex = 0;
    }
  };

  /** How far what was looked at reaches, whatever comes behind it. */
  const reach = (): number => {
    const last = words[Math.min(index + lookahead, words.length - 1)];
    const end =
      ended && index + lookahead >= words.length ? text.length : last === undefined ? 0 : endOf(last);
    return end + lexerReach;
  };

  let current: Lexeme[] = [];
  let ofCurrent: Lexeme[] = [];
  let start = 0;
  /** Where the last token of the current section ends in the text. */
  let end = 0;
  let nesting = 0;
  let ruleLength = 0;
  let longestRule = 0;
  let rules = 0;
  let place = newPlace("stray");
  let isOpen = false;
  let closed = false;

  const take = (lexeme: Lexeme): void => {
    end = endOf(lexeme);
    lexeme.startOffset -= start;
  };
  const cut = (to: number): Cut => ({
    kind: kindOfSection(place, current),
    start,
    end: to,
    reach: reach(),
    words: current,
    loose: ofCurrent,
    nesting,
    longestRule: Math.max(longestRule, ruleLength),
    rules,
  });
  const begin = (at: number, head: Head): void => {
    current = [];
    ofCurrent = [];
    start = at;
    end = at;
    nesting = 0;
    ruleLength = 0;
    longestRule = 0;
    rules = 0;
    place = newPlace(head);
    isOpen = true;
    closed = false;
  };
  /** Takes comments up to an offset into the current section; with `sameLine`, only those that go on its last line. */
  const takeLoose = (to: number, sameLine: boolean): void => {
    for (let next = loose[looseIndex]; next !== undefined; next = loose[looseIndex]) {
      if (next.startOffset >= to || (sameLine && hasBreak(text, end, next.startOffset))) return;
      looseIndex += 1;
      take(next);
      ofCurrent.push(next);
    }
  };

  fill();
  for (let word = words[index]; word !== undefined; word = words[index]) {
    const before = current[current.length - 1];
    const next = words[index + 1];
    if (word.tokenType === t.Identifier) nameWord(word, before, next, end === word.startOffset);
    if (!isOpen || closed || startsSection(words, index, place, before)) {
      if (isOpen) takeLoose(word.startOffset, true);
      const first = loose[looseIndex];
      const from =
        first !== undefined && first.startOffset < word.startOffset ? first.startOffset : word.startOffset;
      if (isOpen) yield cut(from);
      nameAhead(words, index, 2);
      begin(from, headOf(words, index));
    }
    takeLoose(word.startOffset, false);
    if (isAmbiguous(word)) {
      const around = { before, beforeThat: current[current.length - 2], next, behindThat: words[index + 2] };
      nameAhead(words, index, 2);
      classify(word, place, around);
    }
    const wasInBlock = place.inBlock;
    take(word);
    current.push(word);
    move(place, word, before, next);
    const depth = place.open.length + place.choices;
    if (depth > nesting) nesting = depth;
    if (word.tokenType === t.Semicolon || word.tokenType === t.BlockOpen) {
      if (word.tokenType === t.Semicolon) rules += 1;
      longestRule = Math.max(longestRule, ruleLength);
      ruleLength = 0;
    } else ruleLength += 1;
    closed = wasInBlock && word.tokenType === t.BlockClose;
    index += 1;
    if (index + lookahead >= words.length) fill();
  }
  if (isOpen) {
    takeLoose(text.length, true);
    const first = loose[looseIndex];
    if (first === undefined) {
      yield cut(text.length);
      return;
    }
    yield cut(first.startOffset);
  }
  const rest = loose[looseIndex];
  if (rest === undefined) return;
  begin(rest.startOffset, "stray");
  takeLoose(text.length, false);
  yield cut(text.length);
}
