/** An exact fraction, in lowest terms: the denominator is above zero. */
export interface Exact {
  readonly over: bigint;
  readonly under: bigint;
}

function divisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

function fraction(over: bigint, under: bigint): Exact {
  if (under === 1n) return { over, under };
  const sign = under < 0n ? -1n : 1n;
  const common = divisor(over, under < 0n ? -under : under) * sign;
  return { over: over / common, under: under / common };
}

/** A whole number. */
export function whole(value: number | bigint): Exact {
  return { over: BigInt(value), under: 1n };
}

export const zero: Exact = whole(0);
export const one: Exact = whole(1);

/** Numbers with more digits than these are not reckoned with. */
const mostDigits = 60;

/** Reads digits with a point, such as `-50000.5`. Undefined for anything else, and for numbers of monstrous length. */
export function parseExact(text: string): Exact | undefined {
  const [, sign, digits, decimals = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (digits === undefined || digits.length + decimals.length > mostDigits) return undefined;
  const over = BigInt(digits + decimals);
  return fraction(sign === "-" ? -over : over, 10n ** BigInt(decimals.length));
}

export function plus(a: Exact, b: Exact): Exact {
  return fraction(a.over * b.under + b.over * a.under, a.under * b.under);
}

export function minus(a: Exact, b: Exact): Exact {
  return fraction(a.over * b.under - b.over * a.under, a.under * b.under);
}

export function times(a: Exact, b: Exact): Exact {
  return fraction(a.over * b.over, a.under * b.under);
}

/** `b` is not zero. */
export function dividedBy(a: Exact, b: Exact): Exact {
  return fraction(a.over * b.under, a.under * b.over);
}

/** Below zero where `a` is less, above where it is more, zero where the two are the same. */
export function compare(a: Exact, b: Exact): number {
  const left = a.over * b.under;
  const right = b.over * a.under;
  return left < right ? -1 : left > right ? 1 : 0;
}

export function isZero(value: Exact): boolean {
  return value.over === 0n;
}

export function isWhole(value: Exact): boolean {
  return value.under === 1n;
}

/** The largest whole number not above it. */
export function floor(value: Exact): Exact {
  const { over, under } = value;
  const cut = over / under;
  return whole(over < 0n && cut * under !== over ? cut - 1n : cut);
}

/** The smallest whole number not below it. */
export function ceiling(value: Exact): Exact {
  const down = floor(value);
  return compare(down, value) === 0 ? down : plus(down, one);
}

/** The number with at most that many decimals that is nearest below or at it. */
export function cutTo(value: Exact, decimals: number): Exact {
  const scale = whole(10n ** BigInt(decimals));
  return dividedBy(floor(times(value, scale)), scale);
}

/** As digits with a point; a fraction without an end is cut after 20 decimals. */
export function textOf(value: Exact): string {
  const { over, under } = cutTo(value, 20);
  const sign = over < 0n ? "-" : "";
  const size = over < 0n ? -over : over;
  let rest = size % under;
  let decimals = "";
  while (rest !== 0n) {
    rest *= 10n;
    decimals += String(rest / under);
    rest %= under;
  }
  return `${sign}${size / under}${decimals === "" ? "" : `.${decimals}`}`;
}
