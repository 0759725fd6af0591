import type { EffectRow, NewItem } from "../../../../stores/ledger.ts";
import { faceTables } from "../../../../stores/sqlite/faces/tables.ts";
import { asWorkflow, type PlannedEffect, type WorkflowDefinition } from "../../workflow.ts";
import type { MarkParameters } from "../parameters.ts";
import { namePart } from "../source/picture-url.ts";
import { performSighting, planSighting, revertSighting } from "./sighting.ts";

/** `lote faces event mark`: somebody is marked by hand, without a photo. */
export const markWorkflow: WorkflowDefinition = {
  name: "faces.mark",
  open: async ({ stores, run }) => {
    const { event, person } = run.parameters as unknown as MarkParameters;
    const tables = faceTables(stores);
    return asWorkflow({
      name: "faces.mark",
      stages: [],
      items: async function* (): AsyncIterable<NewItem> {
        yield { key: person, input: { person } };
      },
      begin: () => ({}),
      carry: () => null,
      result: () => ({ person, event, found: "hand" }),
      plan: async () =>
        planSighting({ event, person: namePart(person), source: "", found: "hand", distance: null }),
      perform: async (effect: PlannedEffect) => () => performSighting(tables, effect),
      revert: async (effect: EffectRow) => () => revertSighting(tables, effect),
      summary: () => ({ event, seen: tables.attendance.find(event)?.seen ?? 0 }),
      close: async () => undefined,
    });
  },
};
