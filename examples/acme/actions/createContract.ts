import type { ActionContext, Integer, Money, Text, User } from "@onstage/runtime/actions";
import { portal } from "../portal.ts";

/** What a contract is to say. */
export interface NewContract {
  readonly title: Text;
  readonly amount?: Money;
  readonly lawyer: User;
}

/** A contract that is being prepared. */
export interface Contract {
  readonly id: Integer;
}

/**
 * Begins the preparation of a contract for the deal, in the stage “Draft”.
 *
 * @param contract what it is to say
 * @repeatable
 */
export async function createContract(context: ActionContext, contract: NewContract): Promise<Contract> {
  const { item, run, signal } = context;
  const { title, amount, lawyer } = contract;
  const body = {
    title,
    deal: item.id,
    lawyer: lawyer.id,
    ...(amount === undefined ? {} : { amount: amount.amount, currency: amount.currency }),
  };
  return { id: await context.use(portal).create("contracts", body, run.key, signal) };
}
