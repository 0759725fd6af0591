import type { ClaimedItem, EffectRow, Json, NewItem } from "../../../../stores/ledger.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import type { Each } from "../../../flow/stage.ts";
import { asWorkflow, type PlannedEffect, type WorkflowDefinition } from "../../workflow.ts";
import type { NamesParameters } from "../parameters.ts";
import { type CharacterServices, openServices } from "../services.ts";
import { proposeNames } from "./propose-names.ts";

interface Travel {
  readonly names?: readonly string[];
}

interface Plan {
  readonly list: string;
  readonly category: string | null;
  readonly names: readonly string[];
}

/** `lote characters import --category`: a small run whose result is a saved list of names, to be looked through. */
export const namesWorkflow: WorkflowDefinition = {
  name: "characters.names",
  open: async (environment) => {
    const { stores, run } = environment;
    const parameters = run.parameters as unknown as NamesParameters;
    const services = await openServices(environment, 1);
    const { category, count, list } = parameters;
    return asWorkflow<Travel>({
      name: "characters.names",
      stages: [proposeStage(services, parameters)],
      async *items(): AsyncIterable<NewItem> {
        yield { key: category, input: { category, count } };
      },
      begin: (item: ClaimedItem) => (item.carry ?? {}) as Travel,
      carry: (travel) => ({ ...travel }) as unknown as Json,
      result: ({ names = [] }) => ({ list, names: names.map((name) => markedName(stores, name)) }),
      plan: async (_item, { names = [] }) => ({ kind: "name-list", plan: { list, category, names } }),
      perform: async (effect: PlannedEffect) => () => {
        const plan = effect.plan as unknown as Plan;
        const before = kept(stores, plan.list);
        stores.characters.lists.put(plan.list, plan.category, plan.names);
        return before as unknown as Json;
      },
      revert: async (effect: EffectRow) => () => {
        const plan = effect.plan as unknown as Plan;
        const now = kept(stores, plan.list);
        if (JSON.stringify(now?.names) !== JSON.stringify(plan.names)) {
          throw new LoteError("target-changed", { detail: plan.list });
        }
        putBack(stores, plan.list, effect.before as unknown as Plan | null);
      },
      summary: () => ({ list, names: kept(stores, list)?.names.length ?? 0 }),
      close: async () => undefined,
    });
  },
};

function proposeStage(
  services: CharacterServices,
  { category, count, model }: NamesParameters,
): Each<Travel> {
  return {
    kind: "each",
    name: "propose",
    concurrency: 1,
    run: async (item, _travel, context) => {
      const { languageModel, languages } = services;
      if (!languageModel) throw new LoteError("key-missing", { detail: `--category ${category}` });
      const wanted = { category, count, model, language: languages[0] ?? "en" };
      return { travel: { names: await proposeNames(languageModel, wanted, context.paid, item.id) } };
    },
  };
}

/** A name of the list, and whether the collection has it already. */
function markedName(stores: Stores, name: string) {
  return { name, imported: stores.characters.collection.named(name) !== undefined };
}

function kept(stores: Stores, list: string): Plan | null {
  const row = stores.characters.lists.find(list);
  return row ? { list, category: row.category, names: stores.characters.lists.names(row.id) } : null;
}

function putBack(stores: Stores, list: string, before: Plan | null): void {
  const { lists } = stores.characters;
  const row = lists.find(list);
  if (before) lists.put(list, before.category, before.names);
  else if (row) lists.remove(row.id);
}
