import { type ActionContext, PermanentError, type StoredFile } from "@onstage/runtime/actions";
import type { MailAttachment } from "../providers/mail.ts";
import { cleanLine } from "./clean.ts";

const MOST_FILES = 20;
/** What most mail servers take, once it is written in letters. */
const MOST_BYTES = 15 * 1024 * 1024;

/**
 * Files as they go along with a mail.
 *
 * @throws PermanentError where one is not there, or they are too many or too large
 */
export async function attachmentsOf(
  { files }: ActionContext,
  wanted: readonly StoredFile[],
): Promise<readonly MailAttachment[]> {
  if (wanted.length > MOST_FILES) {
    throw new PermanentError(
      `${wanted.length} files are to go along with the mail; there can be ${MOST_FILES}.`,
    );
  }
  const attachments: MailAttachment[] = [];
  let size = 0;
  for (const file of wanted) {
    const bytes = await files.read(file);
    const name = cleanLine(file.name, 200);
    if (bytes === null) throw new PermanentError(`The file “${name}” is not there any more.`);
    size += bytes.byteLength;
    if (size > MOST_BYTES) {
      throw new PermanentError(
        `The files that are to go along with the mail are larger than ${MOST_BYTES / 1024 / 1024} MiB together. Send a link instead.`,
      );
    }
    attachments.push({ name, type: file.type, bytes });
  }
  return attachments;
}
