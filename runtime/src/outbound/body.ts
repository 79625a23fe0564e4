/** That a body has more bytes than allowed. */
export class TooLarge extends Error {
  override readonly name = "TooLarge";
}

/**
 * Reads a body, counted as it is after decompression: a small one can unpack to more than there is memory.
 *
 * @param limit bytes; what follows is not read
 * @param isWhole false where the beginning of it will do
 * @throws TooLarge past the limit, where it has to be whole
 */
export async function readBounded(
  body: AsyncIterable<Uint8Array> | null,
  limit: number,
  isWhole: boolean,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    if (size + chunk.byteLength > limit) {
      if (isWhole) throw new TooLarge();
      break;
    }
    size += chunk.byteLength;
    chunks.push(chunk);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
