import { unknownAnswer } from "./answers.ts";

/** A token as the service shows it. */
export interface TokenReport {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly rate: number;
  /** The hour in which it was last used. */
  readonly used: string | null;
  readonly expires: string | null;
}

function isToken(value: unknown): value is TokenReport {
  if (typeof value !== "object" || value === null) return false;
  if (!("id" in value && "name" in value && "scopes" in value && "rate" in value)) return false;
  if (!("used" in value && "expires" in value)) return false;
  const moments = [value.used, value.expires].every((one) => one === null || typeof one === "string");
  const scopes = Array.isArray(value.scopes) && value.scopes.every((one) => typeof one === "string");
  const texts = typeof value.id === "string" && typeof value.name === "string";
  return moments && scopes && texts && typeof value.rate === "number";
}

/** What `GET /v1/tokens` answers. */
export function readTokens(value: unknown): readonly TokenReport[] {
  const tokens: unknown =
    typeof value === "object" && value !== null && "tokens" in value ? value.tokens : undefined;
  return Array.isArray(tokens) && tokens.every(isToken) ? tokens : unknownAnswer();
}

/** What `POST /v1/tokens` answers. */
export function readCreated(value: unknown): { readonly token: TokenReport; readonly secret: string } {
  if (typeof value !== "object" || value === null || !("token" in value && "secret" in value))
    return unknownAnswer();
  const { token, secret } = value;
  return isToken(token) && typeof secret === "string" ? { token, secret } : unknownAnswer();
}
