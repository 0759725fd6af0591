import { expect, test } from "bun:test";
import { DownloadLine, type DownloadManner } from "../../../src/ui/headless/download-line.ts";
import { translator } from "../../../src/ui/language/translator.ts";

/** What is told of a download in which a megabyte comes each second. */
function told(flags: DownloadManner["flags"], columns: number | null, total: number | null = 4e6) {
  const written: string[] = [];
  let now = 0;
  const write = (text: string) => void written.push(text.replace(/[\u00a0\u202f]/g, " "));
  const line = new DownloadLine("clip", { flags, t: translator("en") }, { columns, write, now: () => now });
  for (; now <= 4000; now += 1000) line.show(now * 1000, total);
  line.clear();
  return written;
}

test("a terminal gets a bar that is drawn over, and is left clean", () => {
  const written = told({}, 80);
  expect(written[2]).toBe("\r\u001b[Kclip: ██████████░░░░░░░░░░ 2 MB of 4 MB (50%), 1 MB/s, 2.0 sec left");
  expect(written.at(-2)).toBe("\r\u001b[Kclip: ████████████████████ 4 MB of 4 MB (100%), 1 MB/s");
  expect(written.at(-1)).toBe("\r\u001b[K");
  expect(told({ ascii: true }, 80)[2]).toContain("##########..........");
});

test("a log gets lines without a bar, a screen reader tenths, and quiet nothing", () => {
  expect(told({}, null)[1]).toBe("clip: 1 MB of 4 MB (25%), 1 MB/s, 3.0 sec left\n");
  expect(told({ screenReader: true }, 80).length).toBe(5);
  expect(told({ quiet: true }, 80)).toEqual([]);
});

test("where nobody says how much there is, what is here is told", () => {
  expect(told({}, 80, null)[3]).toBe("\r\u001b[Kclip: 3 MB so far, 1 MB/s");
});
