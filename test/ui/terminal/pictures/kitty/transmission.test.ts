import { expect, test } from "bun:test";
import {
  deletion,
  throughTmux,
  transmission,
} from "../../../../../src/ui/terminal/pictures/kitty/transmission.ts";

const size = { columns: 20, rows: 15 };
const parts = (commands: readonly string[]) =>
  commands.map((command) => /^\x1b_G(.*?);(.*)\x1b\\$/.exec(command));

test("a small picture is one command that asks for no answer", () => {
  expect(transmission(7, new Uint8Array([1, 2, 3]), size)).toEqual([
    "\u001b_Ga=T,U=1,i=7,f=100,c=20,r=15,q=2,m=0;AQID\u001b\\",
  ]);
});

test("a larger one comes in pieces that together are its bytes", () => {
  const png = Uint8Array.from({ length: 10_000 }, (_, at) => at % 251);
  const pieces = parts(transmission(7, png, size));
  expect(pieces.map((piece) => piece?.[1])).toEqual([
    "a=T,U=1,i=7,f=100,c=20,r=15,q=2,m=1",
    "q=2,m=1",
    "q=2,m=1",
    "q=2,m=0",
  ]);
  for (const piece of pieces) expect(piece?.[2]?.length).toBeLessThanOrEqual(4096);
  expect(Uint8Array.fromBase64(pieces.map((piece) => piece?.[2]).join(""))).toEqual(png);
});

test("tmux gets a command with its escapes doubled", () => {
  expect(throughTmux(deletion(7))).toBe("\u001bPtmux;\u001b\u001b_Ga=d,d=I,i=7,q=2\u001b\u001b\\\u001b\\");
});
