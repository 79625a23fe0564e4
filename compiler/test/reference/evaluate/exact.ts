/** An exact decimal: `digits` times ten to the power of `exponent`, with no zeros at the end of the digits. */
export interface Exact {
  readonly digits: bigint;
  readonly exponent: number;
}

/** As many digits as numbers of the language have. */
const PRECISION = 40;

const power = (exponent: number): bigint => 10n ** BigInt(exponent);

const length = (digits: bigint): number => String(digits < 0n ? -digits : digits).length;

function normal(digits: bigint, exponent: number): Exact {
  if (digits === 0n) return zero;
  let [rest, shift] = [digits, exponent];
  for (; rest % 10n === 0n; rest /= 10n) shift += 1;
  return { digits: rest, exponent: shift };
}

export const zero: Exact = { digits: 0n, exponent: 0 };

/** A decimal as it is written, `-12.50` or `1e21`. */
export function exact(written: string | number): Exact {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(String(written)) ?? [];
  if (whole === "") throw new Error(`${written} is no number`);
  const digits = BigInt(whole + fraction);
  return normal(sign === "-" ? -digits : digits, Number(exponent) - fraction.length);
}

/** Without the digits below ten to the power of `exponent`; halves go to the even one. */
function cutAt(value: Exact, exponent: number): Exact {
  if (value.exponent >= exponent) return value;
  const unit = power(exponent - value.exponent);
  const magnitude = value.digits < 0n ? -value.digits : value.digits;
  let quotient = magnitude / unit;
  const twice = (magnitude % unit) * 2n;
  if (twice > unit || (twice === unit && quotient % 2n === 1n)) quotient += 1n;
  return normal(value.digits < 0n ? -quotient : quotient, exponent);
}

/** To so many significant digits. */
function toSignificant(value: Exact, digits: number): Exact {
  return cutAt(value, value.exponent + length(value.digits) - digits);
}

/** The result of a computation: of as many digits as there are, and missing where it is too large. */
function result(digits: bigint, exponent: number): Exact | undefined {
  const value = toSignificant(normal(digits, exponent), PRECISION);
  const magnitude = value.exponent + length(value.digits) - 1;
  if (value.digits === 0n || magnitude < -300) return zero;
  return magnitude > 300 ? undefined : value;
}

function aligned(a: Exact, b: Exact): readonly [bigint, bigint, number] {
  const exponent = Math.min(a.exponent, b.exponent);
  return [a.digits * power(a.exponent - exponent), b.digits * power(b.exponent - exponent), exponent];
}

export function plus(a: Exact, b: Exact): Exact | undefined {
  const [left, right, exponent] = aligned(a, b);
  return result(left + right, exponent);
}

export function negative({ digits, exponent }: Exact): Exact {
  return { digits: -digits, exponent };
}

export function times(a: Exact, b: Exact): Exact | undefined {
  return result(a.digits * b.digits, a.exponent + b.exponent);
}

/** Missing by zero. */
export function over(a: Exact, b: Exact): Exact | undefined {
  if (b.digits === 0n) return undefined;
  const shift = PRECISION + 5 + length(b.digits);
  const dividend = a.digits * power(shift);
  const quotient = dividend / b.digits;
  // One more digit says that something follows, so that no tail is taken for a half.
  const isWhole = dividend % b.digits === 0n;
  const sign = a.digits < 0n === b.digits < 0n ? 1n : -1n;
  return result(quotient * 10n + (isWhole ? 0n : sign), a.exponent - b.exponent - shift - 1);
}

/** Below 0, 0 or above 0. */
export function order(a: Exact, b: Exact): number {
  const [left, right] = aligned(a, b);
  return left < right ? -1 : left > right ? 1 : 0;
}

export function decimals({ exponent }: Exact): number {
  return Math.max(0, -exponent);
}

export function isWhole({ exponent }: Exact): boolean {
  return exponent >= 0;
}

/** Rounded to so many digits behind the point. */
export function rounded(value: Exact, places: number): Exact {
  return cutAt(value, -places);
}

/** Digits and a point; with `places`, as many of them behind it. */
export function written(value: Exact, places?: number): string {
  const { digits, exponent } = places === undefined ? value : rounded(value, places);
  const behind = places ?? Math.max(0, -exponent);
  const all = String((digits < 0n ? -digits : digits) * power(Math.max(0, exponent + behind))).padStart(
    behind + 1,
    "0",
  );
  const sign = digits < 0n ? "-" : "";
  const whole = all.slice(0, all.length - behind);
  return behind === 0 ? `${sign}${whole}` : `${sign}${whole}.${all.slice(all.length - behind)}`;
}

/** As a number of JSON: one with a fraction keeps 15 digits, which a double holds as they are written. */
export function jsonNumber(value: Exact): number {
  return Number(written(isWhole(value) ? value : toSignificant(value, 15)));
}
