import { LoteError } from "../../../errors/lote-error.ts";
import type { Each } from "../../../flow/stage.ts";
import { categoryFor } from "../prompts/prompt.ts";
import { applyRules } from "../rules/apply-rules.ts";
import { type NormalizeTravel, went } from "./travel.ts";

/** What rules alone can tell: with no model, or where all of them failed. */
export function rulesStage(): Each<NormalizeTravel> {
  return {
    kind: "each",
    name: "rules",
    concurrency: 64,
    run: async (_item, travel) => {
      if (travel.answer) return {};
      const { raw } = travel;
      const { version, codes: _, origins, ...product } = applyRules(raw.name, categoryFor(raw));
      if (product.brand === "" && product.model === "") {
        const detail = (travel.path ?? []).map(({ step, end }) => `${step}:${end}`).join(", ");
        throw new LoteError("product-unanswered", { detail: detail === "" ? "rules:blank" : detail });
      }
      const answer = { product, origins, model: "rules", prompt: `rules-${version}` };
      return { travel: { answer, path: went(travel, "rules", "ok") } };
    },
  };
}
