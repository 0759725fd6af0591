import { familyOf } from "../../stores/sqlite/ledger/rejections.ts";
import { LoteError } from "../errors/lote-error.ts";
import type { WorkflowRegistry } from "../workflows/workflow.ts";
import type { Query, QueryEnvironment } from "./query.ts";

export interface OpenQueriesOptions extends QueryEnvironment {
  readonly workflows: WorkflowRegistry;
}

/** Queries by name, each opened when it is first asked. */
export class OpenQueries {
  readonly #open = new Map<string, Promise<Query<unknown, unknown>>>();

  constructor(private readonly options: OpenQueriesOptions) {}

  get(name: string): Promise<Query<unknown, unknown>> {
    const known = this.#open.get(name);
    if (known) return known;
    const query = this.#find(name);
    this.#open.set(name, query);
    // What could not be opened (a missing model) may be mended meanwhile.
    query.catch(() => this.#open.delete(name));
    return query;
  }

  async #find(name: string): Promise<Query<unknown, unknown>> {
    const { workflows } = this.options;
    for (const [workflow, load] of Object.entries(workflows)) {
      if (familyOf(workflow) !== familyOf(name)) continue;
      const { queries = [] } = await load();
      const definition = queries.find((one) => one.name === name);
      if (definition) return definition.open(this.options);
    }
    throw new LoteError("bug", { detail: `no workflow answers ${name}` });
  }

  async close(): Promise<void> {
    const opened = await Promise.allSettled(this.#open.values());
    await Promise.allSettled(
      opened.map((one) => (one.status === "fulfilled" ? one.value.close?.() : undefined)),
    );
  }
}
