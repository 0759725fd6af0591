import { expect, test } from "bun:test";
import { chatBody, messageOverhead } from "../../../../../src/engine/language-model/chat-request.ts";
import { tokenCounter } from "../../../../../src/engine/language-model/count-tokens.ts";
import { unlistedChatModel } from "../../../../../src/engine/language-model/model-table.ts";
import { Planner } from "../../../../../src/engine/workflows/products/normalize/planner.ts";
import { dataOf } from "../../../../../src/engine/workflows/products/prompts/prompt.ts";

const raw = {
  name: "Piñata «Ñandú» añejada 🎉 ñoñería",
  category: "juguetes",
  price: 9990,
  retailer: "Falabella",
  sku: "1",
};

test("each tier's request is counted in its own model's encoding", async () => {
  const simple = unlistedChatModel("of-today", "1/2");
  const complex = { ...unlistedChatModel("of-yesterday", "1/2"), encoding: "cl100k_base" } as const;
  const models = { simple: { model: simple }, complex: { model: complex }, fallback: { model: simple } };
  const planner = await Planner.open(models, () => ({ tier: "simple", score: 0.5 }), undefined);
  const counted = async (tier: "simple" | "complex") => {
    const asked = planner.asked(raw, tier, 0.5);
    const count = await tokenCounter(asked.model.encoding);
    const body = JSON.stringify(chatBody({ ...planner.request(raw, asked), data: "" }));
    const own = count(body) + count(dataOf(raw, asked.prompt)) + messageOverhead;
    return { told: planner.tokensIn(raw, asked), own };
  };
  for (const tier of ["simple", "complex"] as const) {
    const { told, own } = await counted(tier);
    expect(told).toBe(own);
  }
  // The two encodings do not take these words for as many tokens: the test can tell them apart.
  const [today, yesterday] = await Promise.all([tokenCounter("o200k_base"), tokenCounter("cl100k_base")]);
  expect(today(raw.name)).not.toBe(yesterday(raw.name));
});
