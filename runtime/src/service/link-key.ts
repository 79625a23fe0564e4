import { randomBytes } from "node:crypto";
import { ServiceError } from "./error.ts";

/** Where values are written down with the ledger, so that a backup of it has them. */
export interface Marks {
  readonly mark: (name: string) => Promise<string | null>;
  readonly setMark: (name: string, value: string) => Promise<void>;
}

/** What the key that the service has made is written down under. */
export const LINK_KEY_MARK = "link-key";

const SHORTEST = 32;
const BYTES = 32;

/**
 * The key that was set for links: `ONSTAGE_LINK_KEY` without the white space around it; undefined where none is set.
 *
 * @param environment `process.env`
 * @throws ServiceError where it is so short that it could be guessed: each mail and each link lets somebody try
 */
export function linkKeyOf(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const given = environment.ONSTAGE_LINK_KEY?.trim() ?? "";
  if (given === "") return undefined;
  if (given.length >= SHORTEST) return given;
  throw new ServiceError(
    "bad-option",
    `The key in ONSTAGE_LINK_KEY has ${given.length} characters, and could be guessed.`,
    `Set it to at least ${SHORTEST} random characters, or leave it out: the service then makes one and keeps it.`,
  );
}

/**
 * What links to the service are signed with, and codes are made of: the key that was set, or one that is made by chance
 * the first time and kept in the ledger. Nothing can be found out from it about the admin token.
 *
 * @param environment `process.env`
 * @throws ServiceError as `linkKeyOf`
 */
export async function openLinkKey(
  { mark, setMark }: Marks,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const known = linkKeyOf(environment) ?? (await mark(LINK_KEY_MARK));
  if (known !== null) return known;
  const made = randomBytes(BYTES).toString("base64url");
  await setMark(LINK_KEY_MARK, made);
  return made;
}
