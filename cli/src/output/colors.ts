import picocolors from "picocolors";

/** Colours for a stream: only on a terminal, and never where `NO_COLOR` is set to anything. */
export function colorsFor(stream: { readonly isTTY?: boolean }): ReturnType<typeof picocolors.createColors> {
  const refused = (process.env.NO_COLOR ?? "") !== "";
  return picocolors.createColors(stream.isTTY === true && !refused);
}
