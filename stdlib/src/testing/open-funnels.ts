import type { ItemRef } from "@onstage/runtime";
import type { ItemName } from "./funnel.ts";
import { refOf } from "./funnel.ts";
import type { TestFunnel } from "./test-funnel.ts";

const open = new Set<TestFunnel>();
const owners = new WeakMap<object, TestFunnel>();

/** Remembers a funnel until it is closed. */
export function opened(funnel: TestFunnel): void {
  open.add(funnel);
  owners.set(funnel, funnel);
}

/** Forgets a funnel that is closed. */
export function closed(funnel: TestFunnel): void {
  open.delete(funnel);
}

/** The funnels of tests that are open, in the order of their making. */
export function openFunnels(): readonly TestFunnel[] {
  return [...open];
}

/** Remembers which funnel an item has come from, so that the item itself can be asked about. */
export function belongs<T extends object>(item: T, funnel: TestFunnel): T {
  owners.set(item, funnel);
  return item;
}

/** An item, and the funnel that it is in. */
export interface Found {
  readonly funnel: TestFunnel;
  readonly item: ItemRef;
}

/** The funnel that a value is, or has come from. */
export function funnelOf(value: unknown): TestFunnel | undefined {
  return typeof value === "object" && value !== null ? owners.get(value) : undefined;
}

/** Whether a value can be the name of an item. */
export function isItemName(value: unknown): value is ItemName {
  if (typeof value === "string") return /^[A-Za-z_]\w*\/[1-9]\d{0,14}$/u.test(value);
  return typeof value === "object" && value !== null && "entity" in value && "id" in value;
}

/**
 * The item that a test speaks of, in the funnel that it has come from; for a name such as `deals/1`, in the funnel that
 * was made last and has such an item.
 */
export function findItem(value: unknown): Found | undefined {
  if (!isItemName(value)) return undefined;
  const item = refOf(value);
  const all = openFunnels();
  const funnel = funnelOf(value) ?? all.findLast(({ record }) => record.has(item)) ?? all.at(-1);
  return funnel && { funnel, item };
}
