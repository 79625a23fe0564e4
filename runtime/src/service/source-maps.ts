import { pathToFileURL } from "node:url";

function parse(map: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(map));
  } catch {
    // A map that is none costs readable stacks and nothing else: the build is good without it.
    return undefined;
  }
}

/**
 * Makes the sources of a source map absolute, so that a copy of it elsewhere still leads to the files of the project.
 *
 * @param map content of the map
 * @param path where it stands now
 * @returns the map with absolute sources; what is no map comes back as it is
 */
export function anchorSources(map: Uint8Array, path: string): Uint8Array {
  const value = parse(map);
  if (typeof value !== "object" || value === null || !("sources" in value) || !Array.isArray(value.sources)) {
    return map;
  }
  const { sourceRoot, ...rest } = { sourceRoot: "", ...value };
  const base = pathToFileURL(path);
  const root = typeof sourceRoot === "string" && sourceRoot !== "" ? `${sourceRoot.replace(/\/$/, "")}/` : "";
  const sources = value.sources.map((source: unknown) => {
    const address = `${root}${source}`;
    return typeof source === "string" && URL.canParse(address, base.href)
      ? new URL(address, base).href
      : source;
  });
  return new TextEncoder().encode(JSON.stringify({ ...rest, sources }));
}
