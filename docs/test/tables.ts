import {
  comparisons,
  computations,
  formats,
  type Kind,
  kindNames,
  negations,
  valueParts,
} from "@onstage/compiler";

const kinds = Object.keys(kindNames).filter((name): name is Kind => Object.hasOwn(kindNames, name));

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
}

/** What an operator takes on its right side for a kind on its left, and what comes of it where that is another kind. */
function computed(left: Kind, operator: string): string {
  return computations
    .filter((row) => row.left === left && row.operator === operator)
    .map(({ right, gives }) => {
      const other = kindNames[right].one;
      return gives === left ? other : `${other} → ${kindNames[gives].one}`;
    })
    .join("; ");
}

/** What goes with what, as the checker decides it. */
export function operatorsTable(): string {
  const operators = ["+", "-", "*", "/"] as const;
  const head = [
    "on its left",
    ...operators.map((one) => `\`${one}\``),
    "`-x`",
    "`==` `!=`",
    "`<` `<=` `>` `>=`",
    "`in a..b`",
  ];
  const rows = kinds.map((kind) => {
    const row = comparisons.find((one) => one.of === kind);
    const isNegated = negations.some((one) => one.of === kind);
    return [
      kindNames[kind].one,
      ...operators.map((operator) => computed(kind, operator)),
      isNegated ? "yes" : "",
      row === undefined ? "" : (narrower[kind] ?? kindNames[kind].many),
      row?.ordered === true ? "yes" : "",
      row?.range === undefined ? "" : row.range === "closed" ? "`a` and `b` belong to it" : "`b` is outside",
    ];
  });
  return `A cell says what stands to the right of the operator, and behind → what comes of it where that is another kind.

${table([head, ...rows])}`;
}

/** What can be compared with what, where that is not any two of a kind. */
const narrower: Partial<Record<Kind, string>> = {
  option: "options of one field",
  item: "items of one kind",
};

/** The words behind the colon of a hole, by the kind of the value. */
export function formatsTable(): string {
  const isDigit = (name: string): boolean => /^\d$/.test(name);
  const rows = formats
    .filter(({ name }) => !isDigit(name) || name === "0")
    .map(({ of, name, is }) => {
      const last = formats.findLast((one) => isDigit(one.name))?.name ?? "";
      const shown = isDigit(name) ? `\`${name}\` to \`${last}\`` : `\`${name}\``;
      return [shown, of.map((kind) => kindNames[kind].many).join(", "), is];
    });
  return table([["format", "of", "writes"], ...rows]);
}

/** What can be asked of values behind a dot. */
export function partsTable(): string {
  const rows = valueParts.map(({ of, part, is }) => [kindNames[of].one, `\`.${part}\``, is]);
  return table([["of", "part", "is"], ...rows]);
}

const tables: Readonly<Record<string, () => string>> = {
  operators: operatorsTable,
  formats: formatsTable,
  parts: partsTable,
};

/** A page with the tables between its marks made anew: `<!-- operators: begin -->` … `<!-- operators: end -->`. */
export function withTables(page: string): string {
  return page.replace(
    /(<!-- (\w+): begin -->\n).*?(<!-- \2: end -->)/gs,
    (whole, begin: string, name: string, end: string) => {
      const made = tables[name]?.();
      return made === undefined ? whole : `${begin}\n${made}\n\n${end}`;
    },
  );
}
