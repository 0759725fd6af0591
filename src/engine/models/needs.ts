import type { ModelEntry } from "./manifest.ts";

/** Models, each after those that it does not work without; none twice. */
export function withNeeds(wanted: readonly ModelEntry[], models: readonly ModelEntry[]): ModelEntry[] {
  const all = new Set<ModelEntry>();
  const add = (model: ModelEntry, on: ReadonlySet<ModelEntry>) => {
    for (const name of model.needs ?? []) {
      const needed = models.find((one) => one.name === name);
      // A circle is a slip in a person's own manifest, and harmless.
      if (needed && !on.has(needed)) add(needed, new Set([...on, needed]));
    }
    all.add(model);
  };
  for (const model of wanted) add(model, new Set([model]));
  return [...all];
}
