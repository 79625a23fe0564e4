import { hash, randomBytes, timingSafeEqual } from "node:crypto";
import { isRecord } from "../unknown.ts";
import { ServiceError } from "./error.ts";
import { type Caller, type Scope, scopes } from "./scopes.ts";

/** A token as it may be shown: everything but the secret, which nobody has but who it was given to. */
export interface TokenView {
  /** Part of the token itself, and no secret. */
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** How many calls it may make a second. */
  readonly rate: number;
  readonly created: string;
  /** The hour in which it was last used; null where it never was. */
  readonly used: string | null;
  /** Null where it does not expire. */
  readonly expires: string | null;
}

/** What a new token is to be. */
export type TokenWish = Pick<TokenView, "name" | "scopes" | "rate" | "expires">;

/** A token as it is stored: with the SHA-256 of its text in hexadecimal. */
interface Stored extends TokenView {
  readonly hash: string;
}

/** Where tokens are written down: one text, which survives a crash. */
export interface TokenFile {
  readonly read: () => Promise<string | null>;
  readonly write: (text: string) => Promise<void>;
}

/** A token that was just made, with its secret. */
export interface CreatedToken {
  readonly token: TokenView;
  readonly secret: string;
}

/** The tokens that a service knows beside its admin token. */
export interface Tokens {
  readonly list: () => readonly TokenView[];
  /** Makes a token, or says why not: there is one of its name, or there are too many. */
  readonly create: (wish: TokenWish) => Promise<CreatedToken | "taken" | "too-many">;
  /** Takes a token back, at once; undefined where there is none of this id. */
  readonly revoke: (id: string) => Promise<TokenView | undefined>;
  /** Who a token was given to, where it holds. */
  readonly callerOf: (secret: string) => Caller | undefined;
}

/** The most tokens that a service keeps. */
export const mostTokens = 1000;

const form = /^onstage_([0-9a-f]{16})_[A-Za-z0-9_-]{43}$/;

/** SHA-256 of a text. */
export function digest(text: string): Buffer {
  return hash("sha256", text, "buffer");
}

function isStored(value: unknown): value is Stored {
  if (!isRecord(value)) return false;
  const { id, name, rate, created, used, expires, hash } = value;
  const texts = [id, name, created, hash].every((one) => typeof one === "string");
  const moments = [used, expires].every((one) => one === null || typeof one === "string");
  const known =
    Array.isArray(value.scopes) && value.scopes.every((one) => scopes.some((scope) => scope === one));
  return texts && moments && known && typeof rate === "number";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // What is no JSON is refused below, together with JSON of another shape.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function readStored(text: string | null): readonly Stored[] {
  const value = parse(text ?? "[]");
  if (Array.isArray(value) && value.every(isStored)) return value;
  const help = "Restore the ledger from a backup.";
  throw new ServiceError("data-damaged", "The tokens that the ledger holds cannot be read.", help);
}

function hourOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 13)}:00:00.000Z`;
}

/**
 * Opens the tokens of a service.
 *
 * @param file where they are written down
 * @param now milliseconds since 1970
 * @param failed is told where it could not be written down when a token was used
 */
export async function openTokens(
  file: TokenFile,
  now: () => number,
  failed: (error: unknown) => void,
): Promise<Tokens> {
  let known = new Map<string, { readonly stored: Stored; readonly hash: Buffer; readonly caller: Caller }>();
  const used = new Map<string, string>();
  let turn: Promise<unknown> = Promise.resolve();

  const holds = ({ id, expires }: Stored): boolean =>
    known.has(id) && (expires === null || now() < Date.parse(expires));

  const entryOf = (stored: Stored) => {
    const { id, name, rate, scopes } = stored;
    const caller: Caller = {
      by: `api:${name}`,
      id,
      rate,
      scopes: new Set(scopes),
      holds: () => holds(stored),
    };
    return [id, { stored, hash: Buffer.from(stored.hash, "hex"), caller }] as const;
  };
  known = new Map(readStored(await file.read()).map(entryOf));

  const asUsed = (stored: Stored): Stored => ({ ...stored, used: used.get(stored.id) ?? stored.used });
  const viewOf = (stored: Stored): TokenView => {
    const { hash: _, ...view } = asUsed(stored);
    return view;
  };
  const all = (): readonly Stored[] => [...known.values()].map(({ stored }) => stored);

  /** One change after the other; it is true once it is written down. */
  function change<T>(next: () => { readonly tokens: readonly Stored[]; readonly answer: T }): Promise<T> {
    const done = turn.then(async () => {
      const { tokens, answer } = next();
      await file.write(JSON.stringify(tokens.map(asUsed)));
      known = new Map(tokens.map(entryOf));
      return answer;
    });
    turn = done.catch(() => undefined);
    return done;
  }

  function noteUse(id: string): void {
    const hour = hourOf(now());
    const before = used.get(id) ?? known.get(id)?.stored.used;
    if (before === hour) return;
    used.set(id, hour);
    change(() => ({ tokens: all(), answer: undefined })).catch(failed);
  }

  return {
    list: () => all().map(viewOf),
    create: (wish) => {
      const id = randomBytes(8).toString("hex");
      const secret = `onstage_${id}_${randomBytes(32).toString("base64url")}`;
      return change<CreatedToken | "taken" | "too-many">(() => {
        const tokens = all();
        if (tokens.some(({ name }) => name === wish.name)) return { tokens, answer: "taken" };
        if (tokens.length >= mostTokens) return { tokens, answer: "too-many" };
        const created = new Date(now()).toISOString();
        const stored = { ...wish, id, created, used: null, hash: digest(secret).toString("hex") };
        return { tokens: [...tokens, stored], answer: { token: viewOf(stored), secret } };
      });
    },
    revoke: (id) =>
      change(() => {
        const found = known.get(id)?.stored;
        return {
          tokens: all().filter((one) => one.id !== id),
          answer: found && viewOf(found),
        };
      }),
    callerOf: (secret) => {
      const entry = known.get(form.exec(secret)?.[1] ?? "");
      // Digests are compared, and whole ones, so that the time says nothing of the secret. The id is none.
      if (entry === undefined || !timingSafeEqual(digest(secret), entry.hash)) return undefined;
      if (!holds(entry.stored)) return undefined;
      noteUse(entry.stored.id);
      return entry.caller;
    },
  };
}
