import { z } from "zod";
import type { Json } from "../../stores/ledger.ts";
import type { Translator } from "../language/translator.ts";
import type { LabelledFigure } from "./presentation.ts";

const detailSchema = z.object({ mayBeTooFew: z.boolean() });

/** A warning before calibrating with a small catalogue; none where there is enough. @param detail of the estimate */
export function fewExamples(detail: Json, t: Translator): LabelledFigure[] {
  const { data } = detailSchema.safeParse(detail);
  if (!data?.mayBeTooFew) return [];
  return [{ label: t.text("terminal.estimateWrong"), value: t.text("terminal.estimateFew") }];
}
