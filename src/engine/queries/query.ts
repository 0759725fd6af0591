import type { z } from "zod";
import type { Stores } from "../../stores/sqlite/open.ts";
import type { EngineSettings } from "../config/engine-settings.ts";

/**
 * What is asked and what comes back, as both ends of the pipe know it. A query changes nothing; its rows come as they
 * are found.
 */
export interface QueryKind<Input, Row> {
  /** The family of workflows that answers it comes first: `comics.search`. */
  readonly name: string;
  readonly input: z.ZodType<Input>;
  readonly row: z.ZodType<Row>;
}

/** What a query gets to work with. */
export interface QueryEnvironment {
  readonly stores: Stores;
  /** Kept for this machine: calibrations, proofs of providers. */
  readonly cacheFolder: string;
  readonly settings: EngineSettings;
}

/** A query that is ready to be asked: what it needs (a model, an index in memory) stays open from one to the next. */
export interface Query<Input, Row> {
  /** Ends early when the signal is aborted: somebody asked something else. */
  run(input: Input, signal: AbortSignal): AsyncIterable<Row> | Iterable<Row>;
  close?(): Promise<void>;
}

/** A query as its workflow declares it. */
export interface QueryDefinition {
  readonly name: string;
  open(environment: QueryEnvironment): Promise<Query<unknown, unknown>>;
}

/** Declares a query; what comes in is checked before it runs. `open` is called when it is first asked. */
export function defineQuery<Input, Row>(
  { name, input: schema }: QueryKind<Input, Row>,
  open: (environment: QueryEnvironment) => Promise<Query<Input, Row>> | Query<Input, Row>,
): QueryDefinition {
  return {
    name,
    open: async (environment) => {
      const query = await open(environment);
      return {
        run: (input, signal) => query.run(schema.parse(input), signal),
        close: async () => query.close?.(),
      };
    },
  };
}
