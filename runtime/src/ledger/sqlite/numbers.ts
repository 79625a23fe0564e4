import type { Draw } from "../port.ts";
import { nextActivity } from "./activities.ts";
import { integer } from "./rows.ts";
import type { Statements } from "./statements.ts";

/** A name that counters and ids of each kind have for themselves. */
function nameOf({ of }: Draw): string {
  switch (of.kind) {
    case "item":
      return `item ${of.entity}`;
    case "activity":
      return "activity";
    case "counter":
      return `counter ${of.name}`;
  }
}

function count(sql: Statements, name: string, at: number): number {
  sql.run(
    "INSERT INTO counters (name, last) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET last = excluded.last",
    name,
    at,
  );
  return at;
}

function nextOf(sql: Statements, draw: Draw): number {
  const { of } = draw;
  switch (of.kind) {
    case "item": {
      const row = sql.first("SELECT last FROM sequences WHERE entity = ?", of.entity);
      const next = row === undefined ? 1 : integer(row, "last") + 1;
      sql.run(
        "INSERT INTO sequences (entity, last) VALUES (?, ?) ON CONFLICT (entity) DO UPDATE SET last = excluded.last",
        of.entity,
        next,
      );
      return next;
    }
    case "activity":
      return count(sql, nameOf(draw), nextActivity(sql));
    case "counter": {
      const row = sql.first("SELECT last FROM counters WHERE name = ?", nameOf(draw));
      return count(sql, nameOf(draw), row === undefined ? 1 : integer(row, "last") + 1);
    }
  }
}

/** Gives the next number away, or the one that was given to this key before. */
export function drawNumber(sql: Statements, draw: Draw): number {
  const name = nameOf(draw);
  const before = sql.first("SELECT number FROM drawn WHERE key = ? AND name = ?", draw.key, name);
  if (before !== undefined) return integer(before, "number");
  const number = nextOf(sql, draw);
  sql.run("INSERT INTO drawn (key, name, number, at) VALUES (?, ?, ?, ?)", draw.key, name, number, draw.at);
  return number;
}
