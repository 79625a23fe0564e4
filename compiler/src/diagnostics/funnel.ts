import { entry, listed } from "./entry.ts";

const arrows = (steps: readonly string[]): string => steps.join(" → ");

/** Why a rule never runs. */
export type NeverRuns =
  /** The item has been moved by then. */
  | { readonly kind: "moved"; readonly mover: string; readonly stage: string }
  /** It would have to wait for a rule to end in one way and to have ended in the other. */
  | { readonly kind: "outcomes"; readonly other: string; readonly uses: boolean };

/** Why a trigger never moves an item. */
export type NoItems =
  | { readonly kind: "first" }
  /** Its condition asks for stages out of which it may not move. */
  | { readonly kind: "behind" }
  /** Other triggers win, which move to these stages. */
  | { readonly kind: "shadowed"; readonly stages: readonly string[] };

function whyNever(why: NeverRuns): string {
  if (why.kind === "moved") return `by then, ${why.mover} has always moved the item to "${why.stage}"`;
  return why.uses
    ? `it waits for \`${why.other}\` to fail, and uses what \`${why.other}\` returns`
    : `it waits for \`${why.other}\` to succeed and to fail`;
}

function whyNoItems(stage: string, why: NoItems): string {
  switch (why.kind) {
    case "first":
      return `"${stage}" is the first stage, and nothing comes before it`;
    case "behind":
      return `where its condition holds, the item is past "${stage}" already, or in a final stage`;
    case "shadowed": {
      const stages = listed(why.stages.map((one) => `"${one}"`));
      return `wherever it could, the one to ${stages} comes first`;
    }
  }
}

/** How two rules come one after the other: those of two blocks cannot wait for each other. */
function inOrder(areTogether: boolean): string {
  return areTogether
    ? "let one wait for the other, as with `after previous`"
    : "put both into one block, where one can wait for the other";
}

/** OS301x: circles and conditions. OS302x: rules that get in each other's way. */
export const funnelEntries = {
  OS3010: entry(
    "error",
    "endless-circle",
    (p: { path: readonly string[] }) => `items go round here without end: ${arrows(p.path)}`,
    () => "give one of the moves a condition that is false the next time, or write `once` behind it",
  ),
  OS3011: entry(
    "warning",
    "slow-circle",
    (p: { path: readonly string[] }) =>
      `items go round here for as long as nobody moves them: ${arrows(p.path)}`,
    () => "if that is not what you want, write `once` behind one of the moves, or a condition that ends it",
  ),
  OS3012: entry(
    "warning",
    "circle-that-ends",
    (p: { path: readonly string[]; rounds: number; because: string }) =>
      `items come back here by themselves: ${arrows(p.path)}; it ends after ${p.rounds === 1 ? "one round" : `${p.rounds} rounds`}${p.because}`,
    () => "if that is not what you want, write `once` behind one of the moves, or a condition",
  ),
  OS3013: entry(
    "error",
    "endless-writes",
    (p: { path: readonly string[] }) => `rules wake each other here without end: ${arrows(p.path)}`,
    () => "write the same value each time, or give one of the rules a condition that is false the next time",
  ),
  OS3014: entry(
    "warning",
    "never-true",
    (p: { text: string; with: "header" | "include" | undefined }) => {
      if (p.with === "header") return `\`${p.text}\` is never true where the condition of the header is`;
      return p.with === "include"
        ? `\`${p.text}\`, in the group, is never true where it is included here`
        : `\`${p.text}\` is never true`;
    },
    (p) =>
      p.with === undefined
        ? "look at its limits, and at `and` where `or` is meant"
        : "change one of the two; as it is, the rule never runs",
  ),
  OS3015: entry(
    "warning",
    "always-true",
    (p: { text: string; with: "header" | undefined }) =>
      p.with === "header"
        ? `\`${p.text}\` is always true where the condition of the header is`
        : `\`${p.text}\` is always true`,
    () => "remove it, or look at its limits and at `or` where `and` is meant",
  ),
  OS3016: entry(
    "warning",
    "never-runs",
    (p: { rule: string; why: NeverRuns }) => `${p.rule} never runs: ${whyNever(p.why)}`,
    (p) =>
      p.why.kind === "outcomes"
        ? "take one of the two out"
        : "let it run before the move, or give the move a condition",
  ),
  OS3017: entry(
    "warning",
    "write-race",
    (p: { field: string; rule: string; other: string; areTogether: boolean }) =>
      `${p.rule} and ${p.other} both write ${p.field} at the same time, so nobody knows which value stays`,
    (p) => `${inOrder(p.areTogether)}, or give them conditions that exclude each other`,
  ),
  OS3018: entry(
    "warning",
    "read-race",
    (p: { field: string; reader: string; writer: string; areTogether: boolean }) =>
      `${p.reader} reads ${p.field} while ${p.writer} writes it, so nobody knows which value it sees`,
    (p) => inOrder(p.areTogether),
  ),
  OS3019: entry(
    "warning",
    "message-twice",
    (p: { rule: string; other: string; action: string }) =>
      `${p.rule} and ${p.other} both call ${p.action} at the same time with the same words, so the client gets them twice`,
    () => "remove one of the two, or give them conditions that exclude each other",
  ),
  OS3020: entry(
    "warning",
    "trigger-without-items",
    (p: { stage: string; why: NoItems }) => `this trigger never moves an item: ${whyNoItems(p.stage, p.why)}`,
    (p) =>
      p.why.kind === "shadowed"
        ? "of several that fit, the earliest stage wins: give the other a condition that leaves something over, or remove this one"
        : "write `allow backward` behind it, or remove it",
  ),
  OS3021: entry(
    "hint",
    "early-helper",
    (p: { name: string; users: readonly string[]; condition: string }) =>
      `\`${p.name}\` is made for every item, and used only where \`${p.condition}\``,
    (p) => `move the condition up to \`${p.name}\`, and ${listed(p.users)} will wait for it`,
  ),
  OS3022: entry(
    "warning",
    "timer-without-field",
    (p: { field: string; item: string }) =>
      `\`${p.field}\` may be empty, and on such a ${p.item} this rule waits without end`,
    (p) => `say that you know: \`when ${p.field} is set\``,
  ),
  OS3023: entry(
    "warning",
    "inactive-user",
    (p: { user: string }) => `${p.user} is no longer active in the CRM`,
    () => "name somebody else",
  ),
  OS3024: entry(
    "warning",
    "long-circle",
    (p: { path: readonly string[] }) =>
      `rules can go round here more often than a running service lets them: ${arrows(p.path)}`,
    () => "write in one step what it comes to, or let time pass between, as with `after 1 day`",
  ),
  OS3025: entry(
    "warning",
    "two-moves",
    (p: { rule: string; other: string }) =>
      `${p.rule} and ${p.other} both move the item at the same time, so one of them fails`,
    () => "give them conditions that exclude each other",
  ),
};
