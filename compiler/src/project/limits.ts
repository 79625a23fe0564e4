import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import { readJson } from "../schema/json.ts";
import type { ActionSignature } from "../types/signatures.ts";

/** How much is asked at a time of an action, or of a provider that several actions share. */
export interface Limit {
  /** How many attempts may be under way at once. */
  readonly concurrent?: number;
  /** How many attempts may begin within any second, and within any minute. */
  readonly perSecond?: number;
  readonly perMinute?: number;
}

/** Limits by the name of an action or of a provider. */
export type Limits = Readonly<Record<string, Limit>>;

/** The providers that actions say they use, by the name of the action. */
export function providersOf(
  actions: readonly ActionSignature[],
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    actions.flatMap(({ name, uses }) => (uses === undefined || uses.length === 0 ? [] : [[name, uses]])),
  );
}

/**
 * Limits of what no action is called, and no action uses: they would limit nothing, and nobody would see it.
 *
 * @param text of the `onstage.json`
 */
export function limitProblems(
  limits: Limits,
  text: string,
  actions: readonly ActionSignature[],
): readonly Diagnostic[] {
  const known = [...new Set(actions.flatMap(({ name, uses = [] }) => [name, ...uses]))];
  const unknown = Object.keys(limits).filter((name) => !known.includes(name));
  const read = unknown.length > 0 ? readJson(text) : undefined;
  if (read?.ok !== true) return [];
  return unknown.map((name) => {
    const near = didYouMeanName(name, known);
    const hint = near === undefined ? "" : `; did you mean \`${near}\`?`;
    const problem = `there is no action of this name, and no provider that an action names by \`@uses\`${hint}`;
    return diagnostic("OS5203", read.json.nameOf(["limits", name]), { path: `limits.${name}`, problem });
  });
}
