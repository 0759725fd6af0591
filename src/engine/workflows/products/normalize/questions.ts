import type { NewQuestion } from "../../../../stores/ledger.ts";
import type { NormalizeTravel } from "./travel.ts";

/** An answer that its model is so unsure of, or less, is shown to a person. */
const doubtfulBelow = 0.5;

/** Asks about an answer that is doubtful; nothing where it is sure. */
export function questionsOf({ answer, raw }: NormalizeTravel): readonly NewQuestion[] {
  if (!answer || answer.model === "rules" || answer.product.confidence >= doubtfulBelow) return [];
  const { brand, model, attributes, confidence } = answer.product;
  const values = Object.entries(attributes).map(([name, value]) => `${name} ${value}`);
  return [
    {
      name: "answer",
      subject: raw.name,
      recommendation: "low",
      reasons: [{ code: "low-confidence", speaks: "against", data: { confidence } }],
      candidates: [
        {
          id: "answer",
          label: [brand, model, ...values].filter(Boolean).join(" · "),
          score: confidence,
          probability: null,
          reasons: [],
          target: "answer",
        },
      ],
    },
  ];
}
