/** That a body has more bytes than allowed. */
export class TooLarge extends Error {
  override readonly name = "TooLarge";
}

/**
 * Reads a body, counted as it is after decompression: a small one can unpack to more than there is memory.
 *
 * @param limit bytes
 * @throws TooLarge past the limit; what follows is not read
 */
export async function readBounded(
  body: AsyncIterable<Uint8Array> | null,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > limit) throw new TooLarge();
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
