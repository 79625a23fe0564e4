import { didYouMean, entry, listed, round } from "./entry.ts";

/** OS20xx: names. OS21xx: types. OS30xx: findings. */
export const meaningEntries = {
  OS2001: entry(
    "error",
    "unknown-entity",
    (p: { name: string; near: string | undefined; known: readonly string[] }) =>
      `the CRM schema has no items called \`${p.name}\``,
    (p) => didYouMean(p.near, `it has ${listed(p.known)}`),
  ),
  OS2002: entry(
    "error",
    "entity-without-stages",
    (p: { entity: string; known: readonly string[] }) =>
      `${p.entity} have no stages, so nothing can enter one`,
    (p) => `stages are in ${listed(p.known)}`,
  ),
  OS2003: entry(
    "error",
    "unknown-stage",
    (p: { stage: string; owner: string; near: string | undefined; known: readonly string[] }) =>
      `${p.owner} no stage "${p.stage}"`,
    (p) => didYouMean(p.near, `the stages are ${listed(p.known)}`),
  ),
  OS2004: entry(
    "error",
    "ambiguous-stage",
    (p: { stage: string; pipelines: readonly string[] }) =>
      `"${p.stage}" is a stage of several pipelines: ${listed(p.pipelines)}`,
    (p) => `name the one you mean, as in \`pipeline ${p.pipelines[0] ?? '"…"'}\`, or all with \`pipeline *\``,
  ),
  OS2005: entry(
    "error",
    "unknown-pipeline",
    (p: { pipeline: string; entity: string; near: string | undefined; known: readonly string[] }) =>
      `${p.entity} have no pipeline "${p.pipeline}"`,
    (p) => didYouMean(p.near, `the pipelines are ${listed(p.known)}`),
  ),
  OS2006: entry(
    "error",
    "unknown-action",
    (p: { name: string; near: string | undefined; known: readonly string[]; help?: string }) =>
      `there is no action \`${p.name}\``,
    (p) =>
      p.help ??
      didYouMean(
        p.near,
        `there are ${listed(p.known)}; your own go into a file named under "actions" in onstage.json`,
      ),
  ),
  OS2007: entry(
    "error",
    "unknown-name",
    (p: { name: string; item: string | undefined; near: string | undefined; help?: string }) =>
      p.item === undefined
        ? `nothing is called \`${p.name}\` here`
        : `\`${p.name}\` is neither a field of a ${p.item} nor a value that is declared here`,
    (p) =>
      p.help ??
      didYouMean(
        p.near,
        p.item === undefined
          ? "constants and functions know no item: hand the value over as an argument"
          : "check the name against the CRM schema",
      ),
  ),
  OS2008: entry(
    "error",
    "unknown-member",
    (p: { name: string; owner: string; near: string | undefined; known: readonly string[]; help?: string }) =>
      `${p.owner} has no \`${p.name}\``,
    (p) =>
      p.help ??
      didYouMean(
        p.near,
        p.known.length > 0 ? `it has ${listed(p.known)}` : "it is a plain value without parts",
      ),
  ),
  OS2009: entry(
    "error",
    "unknown-rule",
    (p: {
      name: string;
      near: string | undefined;
      known: readonly string[];
      /** The items whose event has this name. */
      event?: string | undefined;
    }) =>
      p.event === undefined
        ? `no rule of this block is called \`${p.name}\``
        : `\`${p.name}\` is an event, and no rule waits for one`,
    (p) =>
      didYouMean(
        p.near,
        p.event !== undefined
          ? `an event starts a block of its own: \`on ${p.name} in ${p.event} < … >\``
          : p.known.length > 0
            ? `the others are ${listed(p.known)}`
            : "give the rule a name: `name: action()`",
      ),
  ),
  OS2010: entry(
    "error",
    "nothing-before",
    () => "there is no rule above this one to wait for",
    () => "remove `after previous`, or put the rule below the one it waits for",
  ),
  OS2011: entry(
    "error",
    "name-used-twice",
    (p: { name: string }) => `\`${p.name}\` already names another rule or value of this block`,
    (p) => `choose another name, such as \`${p.name}2\``,
  ),
  OS2012: entry(
    "error",
    "waiting-in-a-circle",
    (p: { circle: readonly string[] }) =>
      `these rules wait for each other, so none of them ever starts: ${round(p.circle)}`,
    () => "take one `after` out",
  ),
  OS2014: entry(
    "error",
    "unknown-user",
    (p: { name: string; near: string | undefined }) => `the CRM schema has no user "${p.name}"`,
    (p) => didYouMean(p.near, "write a user's name or e-mail address as the schema has it"),
  ),
  OS2015: entry(
    "error",
    "unknown-option",
    (p: { option: string; field: string; near: string | undefined; known: readonly string[] }) =>
      `${p.field} has no option "${p.option}"`,
    (p) => didYouMean(p.near, `the options are ${listed(p.known)}`),
  ),
  OS2016: entry(
    "error",
    "stage-twice",
    (p: { stage: string }) => `the stage "${p.stage}" stands twice in this header`,
    () => "remove one of the two",
  ),
  OS2101: entry(
    "error",
    "wrong-argument-type",
    (p: { what: string; expected: string; found: string; help?: string }) =>
      `${p.what} is ${p.expected}, and this is ${p.found}`,
    (p) => p.help ?? `give ${p.expected}`,
  ),
  OS2102: entry(
    "error",
    "missing-argument",
    (p: { action: string; parameter: string; expected: string }) =>
      `${p.action} needs \`${p.parameter}\` (${p.expected})`,
    (p) => `write it in the parentheses, by its place or as \`${p.parameter}: …\``,
  ),
  OS2103: entry(
    "error",
    "too-many-arguments",
    (p: { action: string; takes: readonly string[] }) =>
      p.takes.length === 0
        ? `${p.action} takes no arguments`
        : `${p.action} takes no more than ${p.takes.length} argument${p.takes.length === 1 ? "" : "s"}`,
    (p) => (p.takes.length === 0 ? "leave the parentheses empty" : `it takes ${listed(p.takes)}`),
  ),
  OS2104: entry(
    "error",
    "unknown-argument",
    (p: { action: string; name: string; near: string | undefined; takes: readonly string[] }) =>
      `${p.action} has no argument \`${p.name}\``,
    (p) => didYouMean(p.near, p.takes.length === 0 ? "it takes none" : `it takes ${listed(p.takes)}`),
  ),
  OS2105: entry(
    "error",
    "argument-twice",
    (p: { name: string }) => `\`${p.name}\` is given twice`,
    () => "remove one of the two",
  ),
  OS2106: entry(
    "error",
    "place-behind-name",
    () => "an argument by its place cannot stand behind one by name",
    () => "write its name before it, or move it to the front",
  ),
  OS2107: entry(
    "error",
    "may-be-missing",
    (p: { text: string | undefined; for: string }) =>
      `${p.text === undefined ? "this" : `\`${p.text}\``} may be missing, and ${p.for} needs a value`,
    (p) =>
      p.text === undefined
        ? "give another value for that case, with `?? …` behind it"
        : `run the rule only \`when ${p.text} is set\`, or give another value: \`${p.text} ?? …\``,
  ),
  OS2108: entry(
    "error",
    "cannot-compare",
    (p: { left: string; right: string; help?: string }) => `${p.left} cannot be compared with ${p.right}`,
    (p) => p.help ?? "compare two values of one kind",
  ),
  OS2109: entry(
    "error",
    "not-a-condition",
    (p: { found: string; closes: boolean; again: string | undefined }) =>
      `a condition is yes or no, and this is ${p.found}`,
    (p) =>
      p.closes
        ? "the `>` behind it ended the block; to compare, write a value behind the `>`"
        : p.again !== undefined
          ? `say again what is compared with it, as in \`${p.again}\``
          : "compare it with something, as in `amount > 50000`, or ask `is set`",
  ),
  OS2110: entry(
    "error",
    "cannot-compute",
    (p: { operator: string; left: string | undefined; right: string; help?: string }) =>
      p.left === undefined
        ? `\`${p.operator}\` does not go with ${p.right}`
        : `\`${p.operator}\` does not join ${p.left} and ${p.right}`,
    (p) =>
      p.help ??
      (p.operator === "??"
        ? "both sides of `??` have to be of one kind, so that either can stand there"
        : "numbers go with numbers, money with money, and lengths of time with dates and times"),
  ),
  OS2111: entry(
    "error",
    "nothing-returned",
    (p: { action: string }) => `${p.action} returns nothing that \`let\` could keep`,
    () => "remove `let … =`",
  ),
  OS2112: entry(
    "error",
    "no-order",
    (p: { found: string; operator: string }) => `\`${p.operator}\` needs an order, and ${p.found} has none`,
    () => "ask with `==` or `!=`",
  ),
  OS2113: entry(
    "error",
    "no-text",
    (p: { found: string }) => `${p.found} has no text that could stand here`,
    () => "name one of its parts, such as `contact.name`",
  ),
  OS3001: entry(
    "warning",
    "empty-block",
    () => "this block holds no rule, so it does nothing",
    () => "write a rule in it, or remove it",
  ),
  OS3002: entry(
    "hint",
    "unused-value",
    (p: { name: string }) => `\`${p.name}\` is never used`,
    () => "use it, or remove `let … =`",
  ),
  OS3003: entry(
    "warning",
    "needless-else",
    (p: { text: string }) => `\`${p.text}\` always has a value, so what stands behind \`??\` is never used`,
    () => "remove `??` and what follows it",
  ),
  OS3005: entry(
    "warning",
    "hidden-field",
    (p: { name: string; item: string }) =>
      `\`${p.name}\` is a field of a ${p.item}, and this \`let\` hides it`,
    (p) =>
      `choose another name for the value, such as \`new${p.name.charAt(0).toUpperCase()}${p.name.slice(1)}\``,
  ),
  OS3006: entry(
    "warning",
    "foreign-placeholder",
    (p: { found: string; field: string }) => `\`${p.found}\` is sent to people as it stands here`,
    (p) => `a field is written in single braces, without a dollar sign: \`{${p.field}}\``,
  ),
  OS3004: entry(
    "hint",
    "conditional-value",
    (p: { name: string }) =>
      `\`${p.name}\` is made only under a condition; where it is not, this rule is skipped`,
    (p) =>
      `that may be what you want; otherwise ask \`when ${p.name} is set\`, or give another value with \`??\``,
  ),
};
