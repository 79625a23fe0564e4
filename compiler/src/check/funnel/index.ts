import type { FunnelFile, FunnelFindings, FunnelWorld } from "./contract.ts";

export type { FunnelFile, FunnelFinding, FunnelFindings, FunnelWorld } from "./contract.ts";

/**
 * Looks at the rules of all files at once, over time.
 *
 * @param _files every file of the program, checked
 * @param _world what they were checked against
 * @param _previous what was found in an older version of the same files
 */
export function funnelFindings(
  _files: readonly FunnelFile[],
  _world: FunnelWorld,
  _previous?: FunnelFindings,
): FunnelFindings {
  return { findings: [] };
}
