import { expect, test } from "bun:test";
import { readAnswer } from "../../../src/engine/language-model/chat-answer.ts";
import { categoryOf } from "../../../src/engine/workflows/products/categories.ts";
import { formOf } from "../../../src/engine/workflows/products/prompts/form.ts";

const form = formOf(categoryOf("smartphones"), "short");
const right = {
  brand: "APPLE",
  model: "iPhone 15",
  attributes: {
    capacity: "256GB",
    color: null,
    size: null,
    ram: null,
    network: null,
    screen_type: null,
    processor: null,
    condition: null,
  },
  confidence: 0.9,
};
const said = (text: string) => ({ text, refusal: null, cut: false, model: "m" });
const json = JSON.stringify(right);

test.each([
  ["as it was asked for", json],
  ["in a fence of Markdown", `\`\`\`json\n${json}\n\`\`\``],
  ["with blanks around it", `\n  ${json}  \n`],
])("an answer %s is read", (_, text) => {
  expect(readAnswer(said(text), form)).toEqual({ value: right });
});

test.each([
  ["with a comma too many", json.replace(/\}$/, ",}")],
  ["with no number", json.replace("0.9", "NaN")],
  ["with an endless number", json.replace("0.9", "1e999")],
  ["cut off in the middle", json.slice(0, 60)],
  ["with a number for a word", json.replace('"APPLE"', "7")],
  ["with a word for a number", json.replace("0.9", '"high"')],
  ["without one of its keys", json.replace(',"confidence":0.9', "")],
  ["with a key of its own", json.replace("{", '{"price":1,')],
  ["with a key that reaches for all objects", json.replace("{", '{"__proto__":{"polluted":1},')],
  ["with such a key inside", json.replace('"capacity"', '"__proto__":{"polluted":1},"capacity"')],
  ["in a list", `[${json}]`],
  ["of nothing", "null"],
  ["in words", "Claro, aquí está: marca APPLE, modelo iPhone 15."],
  ["with words around it", `Here it is: ${json}`],
  ["of ten megabytes that are no JSON", `{"brand":"${"x".repeat(10_000_000)}`],
])("an answer %s has not the form, and nothing of it is taken", (_, text) => {
  expect(readAnswer(said(text), form)).toEqual({ problem: expect.any(String) });
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test("a refusal and an answer that did not fit are no answers, whatever else they hold", () => {
  expect(() => readAnswer({ ...said(json), refusal: "No." }, form)).toThrow(
    expect.objectContaining({ code: "answer-refused" }),
  );
  expect(() => readAnswer({ ...said(json), cut: true }, form)).toThrow(
    expect.objectContaining({ code: "answer-cut" }),
  );
});
