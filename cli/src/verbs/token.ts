import { colorsFor } from "../output/colors.ts";
import { printable, printableJson } from "../output/printable.ts";
import { Refusal, serviceClient } from "../service/client.ts";
import { readCreated, readTokens, type TokenReport } from "../service/token-answers.ts";
import { UsageError } from "../usage-error.ts";

interface TokenOptions {
  readonly url?: string;
  readonly format: "pretty" | "json";
}

export interface CreateOptions extends TokenOptions {
  readonly scope: readonly string[];
  readonly expires?: string;
  readonly rate?: number;
}

const hour = 3_600_000;
const units: Readonly<Record<string, number>> = { h: hour, d: 24 * hour, w: 7 * 24 * hour };

/** When a token ends that is to end `90d` from now, or at a moment. */
function momentOf(text: string): string {
  const [, count, unit = ""] = /^([1-9]\d{0,4})([hdw])$/.exec(text) ?? [];
  const ms = count === undefined ? Date.parse(text) : Date.now() + Number(count) * (units[unit] ?? 0);
  if ((count !== undefined || /^\d{4}-\d{2}-\d{2}(T|$)/.test(text)) && !Number.isNaN(ms))
    return new Date(ms).toISOString();
  throw new UsageError(
    `“${printable(text)}” is no moment at which a token can end`,
    "write how long it is to hold, as 12h, 90d or 52w, or a moment, as 2027-01-31 or 2027-01-31T12:00:00Z",
  );
}

/** `onstage token create`: its secret goes to standard output, this once. Answers the exit code. */
export async function create(name: string, options: CreateOptions): Promise<number> {
  const { scope, expires, rate, format } = options;
  const answer = await serviceClient(options.url).post("/v1/tokens", {
    name,
    scopes: [...new Set(scope)],
    ...(expires !== undefined && { expires: momentOf(expires) }),
    ...(rate !== undefined && { rate }),
  });
  const { secret, token } = readCreated(answer);
  process.stdout.write(format === "json" ? `${printableJson(answer)}\n` : `${secret}\n`);
  process.stderr.write(
    `the token ${printable(token.name)} is for ${token.scopes.join(", ")}; it is shown this once, so keep it now\n`,
  );
  return 0;
}

function lineOf({ id, name, scopes, rate, used, expires }: TokenReport, width: number): string {
  const { dim } = colorsFor(process.stdout);
  const last = used === null ? "never used" : `last used ${used.slice(0, 13).replace("T", " ")} h UTC`;
  const ends = expires === null ? "" : `, ends ${expires.slice(0, 16).replace("T", " ")} UTC`;
  return `${printable(name).padEnd(width)}  ${dim(id)}  ${scopes.join(", ")}  ${dim(`${rate}/s, ${last}${ends}`)}\n`;
}

/** `onstage token list`: those that were made, without their secrets. Answers the exit code. */
export async function list(options: TokenOptions): Promise<number> {
  const answer = await serviceClient(options.url).get("/v1/tokens");
  const tokens = readTokens(answer);
  if (options.format === "json") process.stdout.write(`${printableJson(answer)}\n`);
  else if (tokens.length === 0) process.stderr.write("no token was made; `onstage token create` makes one\n");
  const width = Math.max(...tokens.map(({ name }) => printable(name).length));
  if (options.format === "pretty") for (const one of tokens) process.stdout.write(lineOf(one, width));
  return 0;
}

/** `onstage token revoke`: takes a token back by its name or its id. Answers the exit code. */
export async function revoke(which: string, options: TokenOptions): Promise<number> {
  const client = serviceClient(options.url);
  const found = readTokens(await client.get("/v1/tokens")).find(
    ({ id, name }) => id === which || name === which,
  );
  if (found === undefined)
    throw new Refusal(404, `There is no token “${printable(which)}”; \`onstage token list\` shows them.`);
  const answer = await client.remove(`/v1/tokens/${encodeURIComponent(found.id)}`);
  if (options.format === "json") process.stdout.write(`${printableJson(answer)}\n`);
  process.stderr.write(`the token ${printable(found.name)} holds no more\n`);
  return 0;
}
