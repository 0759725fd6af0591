import { type ItemState, itemStates } from "../../ledger.ts";

/** The number of each state in the `state` column. */
export const code = Object.fromEntries(itemStates.map((state, index) => [state, index])) as Record<
  ItemState,
  number
>;
