/**
 * One block of rules out of the many of a bench: six lines with what rules are made of most, and something of every
 * other form now and then.
 */
function block(number: number): string {
  const more = rare[number % rare.length] ?? "";
  return `on stage "New" in deals when (not isTest) <
  let link${number} = createPaymentLink();
  after previous sendEmail(link${number}, subject: "Pay {title} now") when amount > 50000 and source == "Web form";
  notify(responsible, "{title} is worth {amount + 5}, really") when contact.email is set or amount < 10;
  ${more}
>`;
}

const rare: readonly string[] = [
  'check: notify("Max", "plain text") when (amount + 5 * 3) >= 100 and not isTest;',
  'after 2 hours, within working hours notify("Anna", "Look at {title}") once per 90 days retry 5 times;',
  'every 5 days up to 3 times until (contract is set) notify(responsible, "Sign {title}") skip if late;',
  'notify("Max", if pieces > 100 then "many" else "few") when createdAt in 20:00..08:00 or closeDate < 2026-12-24;',
  'at 10:00 on closeDate - 1 day createTask({ title: "Call", due: closeDate }, ["Anna", "Max"]) as "Max";',
  'notify("Anna", "night") when title contains "test" or source not in ["Web form"] or title starts with "A";',
];

const declarations: readonly string[] = [
  "const limit = 50_000 EUR",
  "function net(price: Money, rebate: Number?) = price * (1 - (rebate ?? 0) / 100)",
  'on invoicePaid in deals move to "Won" when amount > 50 as responsible allow backward',
];

/**
 * Rules without a mistake: as many blocks as asked for, of six lines each, and some other declarations.
 */
export function rulesText(blocks: number): string {
  const all = Array.from({ length: blocks }, (_, index) => block(index));
  return [...declarations, ...all, ""].join("\n");
}
