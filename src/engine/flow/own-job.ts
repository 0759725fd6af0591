import type { Job, JobItem, StageContext } from "./stage.ts";

/** Stands for what is at no service. */
const remote = "own";

/** A {@link Job} at no service: items wait in the ledger for something inside the workspace, and hold no slot. */
export interface OwnJob<Travel>
  extends Required<Pick<Job<Travel>, "name" | "maxItems" | "waitMs" | "wants">> {
  /** Called when its items are gathered; again after a crash. */
  begin?(key: string, items: readonly JobItem<Travel>[], context: StageContext): Promise<void>;
}

export function ownJob<Travel>({ begin, ...what }: OwnJob<Travel>): Job<Travel> {
  return {
    kind: "job",
    ...what,
    submit: async (key, items, context) => {
      await begin?.(key, items, context);
      return { remote, pollAfterMs: 0 };
    },
    find: async () => undefined,
    cancel: async () => undefined,
    poll: async () => ({ state: "ended" }),
    settle: async (_remote, items) => ({ results: new Map(items.map(({ key }) => [key, {}])) }),
  };
}
