import { hkdfSync } from "node:crypto";
import { type ActionContext, type Integer, PermanentError, type Text } from "@onstage/runtime/actions";
import { codeSeeds } from "../providers/code-seeds.ts";

/** What codes are made of. Letters that look like digits, and digits that look like letters, are left out beside each other. */
const alphabets = {
  digits: "0123456789",
  letters: "ABCDEFGHJKMNPQRSTUVWXYZ",
  "letters and digits": "23456789ABCDEFGHJKMNPQRSTUVWXYZ",
} as const;

const SHORTEST = 4;
const LONGEST = 64;
/** How many codes are tried until one is new. */
const MOST_TRIES = 20;

/** Characters by chance, each as likely as the others; the same seed gives the same ones. */
function drawn(seed: Uint8Array, attempt: string, alphabet: string, length: number): string {
  // A byte past the last whole round would make the first characters likelier, so there are more than are needed.
  const bytes = new Uint8Array(hkdfSync("sha256", seed, "", `code ${attempt}`, length * 4));
  const fair = 256 - (256 % alphabet.length);
  const code = Array.from(bytes.filter((byte) => byte < fair).subarray(0, length), (byte) =>
    alphabet.charAt(byte % alphabet.length),
  ).join("");
  return code.length === length ? code : drawn(seed, `${attempt}+`, alphabet, length);
}

/**
 * Makes a code that nobody can guess, such as one for a discount or a ticket.
 *
 * @param length how many characters it has, 4 to 64; 8 if left out
 * @param format what they are; letters and digits if left out, without those that look alike
 * @param prefix what stands before it: `SUMMER-`
 * @param unique `false` where it does no harm that another run gets the same; no two are the same if left out
 * @returns the code, with its prefix
 * @repeatable
 * @group Documents
 * @kind helper
 * @example let code = generateCode(6, "digits")
 */
export async function generateCode(
  context: ActionContext,
  length: Integer = 8,
  format: "digits" | "letters" | "letters and digits" = "letters and digits",
  prefix: Text = "",
  unique: boolean = true,
): Promise<Text> {
  if (!Number.isInteger(length) || length < SHORTEST || length > LONGEST) {
    throw new PermanentError(`A code has ${SHORTEST} to ${LONGEST} characters, not ${length}.`);
  }
  const seed = context.use(codeSeeds).of(context.run.key);
  for (let attempt = 1; attempt <= MOST_TRIES; attempt += 1) {
    const code = prefix + drawn(seed, String(attempt), alphabets[format], length);
    if (!unique || (await context.next(`code ${code}`)) === 1) return code;
  }
  throw new PermanentError(
    `No new code of ${length} characters was found: most of them are taken. Ask for a longer one.`,
  );
}
