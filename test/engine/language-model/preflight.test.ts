import { expect, test } from "bun:test";
import { z } from "zod";
import { chatBody } from "../../../src/engine/language-model/chat-request.ts";
import { type ModelOf, ModelTable } from "../../../src/engine/language-model/model-table.ts";
import { assertAcceptable, preflight } from "../../../src/engine/language-model/preflight.ts";

const table = await ModelTable.read();

function modelOf(id: string): ModelOf<"chat"> {
  const model = table.find("chat", id);
  if (!model) throw new Error(`${id} is not in the table`);
  return model;
}

/** The bodies that the flow's first description gives for its three models, word for word in their parameters. */
const firstBodies = {
  "gpt-5-mini": {
    model: "gpt-5-mini",
    messages: [
      { role: "system", content: "Experto en productos retail CL. JSON only." },
      { role: "user", content: "P:iPhone 15 256GB|C:smartphones|$:1200000\nOut:{b,m,a:{c,cl,s},cf}" },
    ],
    temperature: 0.1,
    max_tokens: 250,
    response_format: { type: "json_object" },
  },
  "gpt-5": {
    model: "gpt-5",
    messages: [
      {
        role: "system",
        content: "Experto en normalización de productos retail chilenos. Responde en JSON estructurado.",
      },
      { role: "user", content: "Analiza el siguiente producto chileno" },
    ],
    temperature: 0.2,
    max_tokens: 500,
    response_format: { type: "json_object" },
  },
} as const;

test("bodies with a temperature and max_tokens are refused for models that reason, each with what to write instead", () => {
  for (const [id, body] of Object.entries(firstBodies)) {
    const found = preflight(body, modelOf(id));
    expect(found.map(({ parameter }) => parameter)).toEqual(
      expect.arrayContaining(["temperature", "max_tokens"]),
    );
    expect(found.every(({ fix }) => fix.length > 0)).toBe(true);
    expect(() => assertAcceptable(body, modelOf(id))).toThrow(/temperature/);
  }
});

test("the same ceiling under its right name is refused too, since reasoning would leave nothing for the answer", () => {
  const { max_tokens: ceiling, temperature: _, ...rest } = firstBodies["gpt-5-mini"];
  const renamed = { ...rest, max_completion_tokens: ceiling };
  expect(preflight(renamed, modelOf("gpt-5-mini"))).toMatchObject([{ parameter: "max_completion_tokens" }]);
  const spared = { ...renamed, reasoning_effort: "minimal", max_completion_tokens: 800 };
  expect(preflight(spared, modelOf("gpt-5-mini"))).toEqual([]);
});

test("a model that does not reason takes the older parameters, and no effort", () => {
  const body = { ...firstBodies["gpt-5-mini"], model: "gpt-4o-mini" };
  expect(preflight(body, modelOf("gpt-4o-mini"))).toEqual([]);
  expect(preflight({ ...body, reasoning_effort: "low" }, modelOf("gpt-4o-mini"))).toMatchObject([
    { parameter: "reasoning_effort" },
  ]);
});

test("sampling is taken by the newest models only without reasoning", () => {
  const body = { model: "gpt-6-luna", messages: [], temperature: 0.1, max_completion_tokens: 5000 };
  expect(preflight({ ...body, reasoning_effort: "none" }, modelOf("gpt-6-luna"))).toEqual([]);
  expect(preflight(body, modelOf("gpt-6-luna"))).toMatchObject([{ parameter: "temperature" }]);
  expect(
    preflight({ ...body, temperature: 1, reasoning_effort: "minimal" }, modelOf("gpt-6-luna")),
  ).toMatchObject([{ parameter: "reasoning_effort" }]);
});

test("a strict schema must close its objects and require all of their keys, at every depth", () => {
  const body = (schema: object) => ({
    model: "gpt-6-luna",
    messages: [],
    reasoning_effort: "none",
    max_completion_tokens: 300,
    response_format: { type: "json_schema", json_schema: { name: "product", strict: true, schema } },
  });
  const inner = {
    type: "object",
    properties: { a: { type: "string" }, b: { type: "string" } },
    required: ["a"],
  };
  const found = preflight(
    body({ type: "object", properties: { inner }, required: ["inner"], additionalProperties: false }),
    modelOf("gpt-6-luna"),
  );
  expect(found.map(({ problem }) => problem)).toEqual([".inner is open", ".inner does not require b"]);
});

test("what lote itself asks passes for every chat model of the table", () => {
  const form = z.strictObject({ brand: z.string(), size: z.string().nullable() });
  for (const model of table.ofKind("chat")) {
    const body = chatBody({ model, instructions: "JSON", data: "{}", name: "x", form, maxOutputTokens: 800 });
    expect(preflight(body as unknown as Record<string, unknown>, model)).toEqual([]);
  }
});
