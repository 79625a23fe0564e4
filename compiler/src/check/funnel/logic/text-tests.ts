/** Something that a text is or is not; a text that is missing is none of it. Case counts only for `is` and the order. */
export type TextTest =
  | { readonly kind: "filled" }
  | { readonly kind: "is"; readonly text: string }
  | { readonly kind: "contains" | "starts" | "ends"; readonly text: string }
  | { readonly kind: "before" | "upTo" | "behind" | "from"; readonly text: string }
  /** A pattern, which is compared with itself only. */
  | { readonly kind: "matches"; readonly text: string };

/** Whether a text passes a test; undefined where only the runtime knows. */
export function passes(test: TextTest, text: string): boolean | undefined {
  switch (test.kind) {
    case "filled":
      return text !== "";
    case "is":
      return text === test.text;
    case "contains":
      return text.toLowerCase().includes(test.text.toLowerCase());
    case "starts":
      return text.toLowerCase().startsWith(test.text.toLowerCase());
    case "ends":
      return text.toLowerCase().endsWith(test.text.toLowerCase());
    case "before":
      return text < test.text;
    case "upTo":
      return text <= test.text;
    case "behind":
      return text > test.text;
    case "from":
      return text >= test.text;
    case "matches":
      return undefined;
  }
}

const sameTest = (a: TextTest, b: TextTest): boolean =>
  a.kind === b.kind && (a.kind === "filled" || (b.kind !== "filled" && a.text === b.text));

/** Whether whatever passes the first test passes the second. */
function implies(a: TextTest, b: TextTest): boolean {
  if (sameTest(a, b)) return true;
  switch (a.kind) {
    case "is":
      return passes(b, a.text) === true;
    case "contains":
    case "starts":
    case "ends":
      if (b.kind === "filled") return a.text !== "";
      if (b.kind === "contains" || b.kind === a.kind) return passes(b, a.text) === true;
      return false;
    default:
      return false;
  }
}

/** Whether nothing passes both tests. */
function excludes(a: TextTest, b: TextTest): boolean {
  if (a.kind === "is") return passes(b, a.text) === false;
  if (b.kind === "is") return passes(a, b.text) === false;
  if ((a.kind === "starts" || a.kind === "ends") && a.kind === b.kind) {
    return !implies(a, b) && !implies(b, a);
  }
  return false;
}

/** Whether it is plain that no text passes all of some tests and none of the others. */
export function contradict(must: readonly TextTest[], mustNot: readonly TextTest[]): boolean {
  return must.some(
    (test, index) =>
      mustNot.some((other) => implies(test, other)) ||
      must.slice(0, index).some((other) => excludes(other, test)),
  );
}

/** Texts that may pass, the plainest first. */
function guesses(must: readonly TextTest[], mustNot: readonly TextTest[], plain: string): readonly string[] {
  const texts = (kind: TextTest["kind"]) =>
    must.flatMap((test) => (test.kind === kind && test.kind !== "filled" ? [test.text] : []));
  const longest = (all: readonly string[]) => all.reduce((a, b) => (b.length > a.length ? b : a), "");
  const parts = [longest(texts("starts")), ...texts("contains"), longest(texts("ends"))];
  const named = [...must, ...mustNot].flatMap((test) => (test.kind === "filled" ? [] : [test.text]));
  return [
    ...texts("is"),
    plain,
    parts.join(" ").trim(),
    parts.join(""),
    longest(texts("starts")),
    longest(texts("ends")),
    ...named.flatMap((text) => [text, `${text}0`, text.slice(0, -1)]),
    "",
  ];
}

/**
 * Texts that pass all of some tests and none of the others, as far as can be told.
 *
 * @param plain a text to take where it does
 */
export function textsThat(
  must: readonly TextTest[],
  mustNot: readonly TextTest[],
  plain: string,
): readonly string[] {
  const fits = (text: string) =>
    must.every((test) => passes(test, text) !== false) &&
    !mustNot.some((test) => passes(test, text) === true);
  return [...new Set(guesses(must, mustNot, plain).filter(fits))];
}
