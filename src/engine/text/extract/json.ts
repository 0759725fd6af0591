import { TextBuilder } from "../structured-text.ts";
import type { Extractor } from "./extracted.ts";
import { textOf } from "./plain.ts";

/** Longer lines are given line breaks, where they are JSON. */
const readableLine = 400;

/** JSON, and JSON lines. What has no line breaks is given some; what is no JSON is read as the text that it is. */
export const extractJson: Extractor = (file) => {
  const { text, charset } = textOf(file);
  const builder = new TextBuilder().markCode(true);
  const lines = text.split("\n");
  const isReadable = lines.every(({ length }) => length <= readableLine);
  builder.raw(isReadable ? text : (broken(text) ?? lines.map((line) => broken(line) ?? line).join("\n")));
  return { ...builder.finish(), title: "", charset };
};

function broken(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text), null, 1);
  } catch {
    return undefined;
  }
}
