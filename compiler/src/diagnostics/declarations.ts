import { didYouMean, entry, listed, round } from "./entry.ts";

const coded = (names: readonly string[]): string => listed(names.map((name) => `\`${name}\``));

/** OS203x: names of a file, and imports. OS204x: groups, events and calendars. OS205x: schedules. OS305x: findings. */
export const declarationEntries = {
  OS2030: entry(
    "error",
    "name-taken",
    (p: { name: string; line: number }) => `\`${p.name}\` is already declared in line ${p.line} of this file`,
    (p) => `choose another name, such as \`${p.name}2\``,
  ),
  OS2031: entry(
    "error",
    "unknown-file",
    (p: { path: string; near: string | undefined; known: readonly string[] }) =>
      `this project has no file of rules \`${p.path}\``,
    (p) =>
      didYouMean(
        p.near,
        p.known.length === 0
          ? "it has no other file; a path starts with `./` or `../` and counts from this file"
          : `from here, there are ${coded(p.known)}`,
      ),
  ),
  OS2032: entry(
    "error",
    "unknown-import",
    (p: { name: string; file: string; near: string | undefined; known: readonly string[] }) =>
      `\`${p.file}\` declares no \`${p.name}\``,
    (p) =>
      didYouMean(
        p.near,
        p.known.length === 0
          ? "it declares no constant, function or group that could be imported"
          : `it declares ${coded(p.known)}`,
      ),
  ),
  OS2033: entry(
    "error",
    "imported-twice",
    (p: { name: string }) => `\`${p.name}\` is imported twice`,
    () => "remove one of the two",
  ),
  OS2034: entry(
    "error",
    "import-of-itself",
    () => "a file cannot import from itself",
    () => "remove the import: what the file declares is known in all of it",
  ),
  OS2035: entry(
    "error",
    "values-in-a-circle",
    (p: { circle: readonly string[] }) => `this is worked out from itself: ${round(p.circle)}`,
    () => "take one of the names out, so that there is a first",
  ),
  OS2036: entry(
    "error",
    "groups-in-a-circle",
    (p: { circle: readonly string[] }) => `this group of rules includes itself: ${round(p.circle)}`,
    () => "take one `include` out",
  ),
  OS2037: entry(
    "error",
    "unknown-type",
    (p: { name: string; near: string | undefined; known: readonly string[] }) =>
      `there is no type \`${p.name}\``,
    (p) => didYouMean(p.near, `there are ${listed(p.known, 30)}, lists such as \`List<Text>\`, and \`?\``),
  ),
  OS2038: entry(
    "error",
    "parameter-twice",
    (p: { name: string }) => `the parameter \`${p.name}\` stands twice`,
    (p) => `choose another name for one of the two, such as \`${p.name}2\``,
  ),
  OS2039: entry(
    "error",
    "unknown-group",
    (p: { name: string; what: string | undefined; near: string | undefined; known: readonly string[] }) =>
      p.what === undefined
        ? `there is no group of rules \`${p.name}\``
        : `\`${p.name}\` is ${p.what}, no group of rules`,
    (p) =>
      didYouMean(
        p.near,
        p.known.length === 0
          ? `write one: \`rules ${p.name}() in deals < … >\`, or import it`
          : `this file knows ${coded(p.known)}`,
      ),
  ),
  OS2040: entry(
    "error",
    "group-of-other-items",
    (p: { name: string; group: string; block: string }) =>
      `the group \`${p.name}\` is for ${p.group}, and this is a block of ${p.block}`,
    (p) => `include a group written \`in ${p.block}\``,
  ),
  OS2041: entry(
    "error",
    "too-many-rules",
    (p: { rules: number; limit: number }) =>
      `with this, there are ${p.rules} rules in the block (the limit is ${p.limit})`,
    () => "split it into several blocks, or include less",
  ),
  OS2042: entry(
    "error",
    "wrong-where-included",
    (p: { group: string; message: string; help: string }) =>
      `in the group \`${p.group}\`, as it is included here: ${p.message}`,
    (p) => p.help,
  ),
  OS2044: entry(
    "error",
    "unknown-event",
    (p: { name: string; near: string | undefined; known: readonly string[] }) =>
      `there is no event \`${p.name}\``,
    (p) =>
      didYouMean(
        p.near,
        `there are ${listed(p.known)}; your own go into a file named under "triggers" in onstage.json`,
      ),
  ),
  OS2045: entry(
    "error",
    "unknown-event-field",
    (p: { name: string; item: string; near: string | undefined; help?: string }) =>
      `\`${p.name}\` is no field of a ${p.item} whose change could be seen`,
    (p) => p.help ?? didYouMean(p.near, "name a field of the item itself, as the CRM schema has it"),
  ),
  OS2046: entry(
    "error",
    "event-field-twice",
    (p: { name: string }) => `\`${p.name}\` stands twice`,
    () => "remove one of the two",
  ),
  OS2047: entry(
    "error",
    "wrong-day",
    (p: { name: string; twice: boolean; near: string | undefined }) =>
      p.twice ? `\`${p.name}\` stands twice` : `\`${p.name}\` is no day of the week`,
    (p) => (p.twice ? "remove one of the two" : didYouMean(p.near, "write `monday` to `sunday`")),
  ),
  OS2048: entry(
    "error",
    "wrong-day-of-month",
    (p: { found: string }) => `a month has no day ${p.found}`,
    () => "write a day from 1 to 31, or `last day`; where a month is too short, its last day counts",
  ),
  OS2050: entry(
    "error",
    "no-fixed-length",
    (p: { where: string; found: string | undefined; help?: string }) =>
      p.found === undefined
        ? `${p.where} needs a length of time that is known beforehand`
        : `${p.where} needs a length of time, and this is ${p.found}`,
    (p) =>
      p.help ?? "write one, such as `2 hours` or `3 working days`, or the name of a constant that is one",
  ),
  OS2051: entry(
    "error",
    "no-length",
    (p: { where: string }) => `${p.where} needs a length of time that is more than nothing`,
    () => "write a positive length, such as `1 hour`",
  ),
  OS2052: entry(
    "error",
    "no-count",
    (p: { where: string; found: string }) =>
      `${p.where} needs a positive whole number, and this is ${p.found}`,
    () => "write a number such as `3`",
  ),
  OS2053: entry(
    "error",
    "no-moment",
    (p: { where: string; expected: string; found: string }) =>
      `${p.where} needs ${p.expected}, and this is ${p.found}`,
    (p) => `give ${p.expected}`,
  ),
  OS2054: entry(
    "error",
    "interval-with-time",
    () => "a block that comes round after a length of time takes no time of day",
    () => "remove `at …`, or name the days: `every day at 09:00`, `every monday at 09:00`",
  ),
  OS2055: entry(
    "error",
    "no-fixed-time",
    (p: { found: string | undefined }) =>
      p.found === undefined
        ? "a block of the calendar needs a time of day that is known beforehand"
        : `a block of the calendar needs a time of day, and this is ${p.found}`,
    () => "write one, such as `09:00`, or the name of a constant that is one",
  ),
  OS2056: entry(
    "error",
    "too-many-times",
    (p: { where: string; found: string; limit: number }) =>
      `${p.where} goes to ${p.limit} at most, and this is ${p.found}`,
    (p) =>
      p.where === "`retry`"
        ? "write a smaller number: what fails so often does not pass by itself"
        : "write a smaller number; what goes on for longer is a rule by the calendar: `every weekday at 09:00 in …`",
  ),
  OS2057: entry(
    "error",
    "too-often",
    (p: { limit: string }) => `a block comes round every ${p.limit} at most`,
    () => "write a longer time, or follow what happens to the item: `on fieldChanged(…) in …`",
  ),
  OS3050: entry(
    "hint",
    "unused-import",
    (p: { name: string }) => `\`${p.name}\` is imported and never used here`,
    () => "use it, or remove it from the import",
  ),
  OS3051: entry(
    "hint",
    "unused-declaration",
    (p: { what: string; name: string }) =>
      `the ${p.what} \`${p.name}\` is never used, here or in another file`,
    () => "use it, or remove it",
  ),
  OS3052: entry(
    "warning",
    "unused-allow",
    (p: { code: string }) => `there is no ${p.code} here that could be allowed`,
    () => "remove the comment, or put it on the line above the rule or the declaration that it is about",
  ),
  OS3053: entry(
    "warning",
    "allow-without-reason",
    (p: { code: string }) => `nobody can tell later why ${p.code} is fine here`,
    (p) => `say why: \`// allow ${p.code}: …\``,
  ),
  OS3054: entry(
    "warning",
    "allow-of-nothing",
    (p: { code: string; near: string | undefined }) => `there is no finding \`${p.code}\``,
    (p) => didYouMean(p.near, "write its code as `onstage check` prints it, such as OS3004"),
  ),
  OS3055: entry(
    "warning",
    "allow-of-error",
    (p: { code: string }) => `${p.code} is an error, which cannot be allowed`,
    () => "mend what it finds, and remove the comment",
  ),
  OS3056: entry(
    "hint",
    "never-late",
    () => "this rule can never be late, so `skip if late` does nothing",
    () =>
      "remove it: only a moment counted from a field or a date, such as `at closeDate`, can be past already",
  ),
  OS3057: entry(
    "warning",
    "hidden-field-of-items",
    (p: { what: string; name: string; item: string }) =>
      `\`${p.name}\` is a field of a ${p.item}, and this ${p.what} hides it`,
    () => "choose another name for it",
  ),
  OS3058: entry(
    "info",
    "former-name",
    (p: { what: string; old: string; now: string }) => `the ${p.what} "${p.old}" is called "${p.now}" now`,
    (p) => `write "${p.now}"`,
  ),
  OS3060: entry(
    "warning",
    "needs-disabled",
    (p: { name: string; others: readonly string[] }) =>
      `without \`${p.name}\`, ${p.others.length === 1 ? `\`${p.others[0] ?? ""}\` does` : `${coded(p.others)} do`} not run either`,
    () => "disable them as well, or let them do without its result and how it ends",
  ),
  OS3059: entry(
    "warning",
    "left-out",
    (p: { what: string; because: string }) => `this ${p.what} is left out of the build: ${p.because}`,
    () =>
      'bring the CRM schema up to date, or mend the rule; `"schemaErrors": "error"` in onstage.json stops the build instead',
  ),
};
