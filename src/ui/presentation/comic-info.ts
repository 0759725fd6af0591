import { z } from "zod";
import type { ErrorCode } from "../../engine/errors/catalogue.ts";
import type { Json } from "../../stores/ledger.ts";
import type { TextKey } from "../language/catalogue.ts";
import type { Translator } from "../language/translator.ts";

/** Why a comic was linked and not written into, in a word or two. */
const reasons: Readonly<Partial<Record<ErrorCode, TextKey>>> = {
  "archive-format": "comicInfo.noCbz",
  "archive-broken": "comicInfo.broken",
  "archive-encrypted": "comicInfo.encrypted",
  "archive-volume": "comicInfo.split",
  "archive-too-large": "comicInfo.tooLarge",
  "archive-name-twice": "comicInfo.nameTwice",
  "archive-name-unsafe": "comicInfo.nameUnsafe",
  "comic-info-unusable": "comicInfo.unusable",
  "comic-info-empty": "comicInfo.empty",
};

const account = z.object({
  comicInfo: z.object({
    written: z.number(),
    unchanged: z.number(),
    notWritten: z.record(z.string(), z.number()),
  }),
});

/** What became of the ComicInfo.xml of a run's comics, in a sentence; none where nobody asked for any. */
export function comicInfoAccount(detail: Json, t: Translator): readonly string[] {
  const parsed = account.safeParse(detail);
  if (!parsed.success) return [];
  const { written, unchanged, notWritten } = parsed.data.comicInfo;
  const counted = Object.entries(notWritten);
  if (counted.length === 0) return [t.text("comicInfo.account", { written, unchanged })];
  const told = counted.map(([code, number]) => {
    const key = reasons[code as ErrorCode];
    return key ? t.chosen(key, { number }) : `${number} ${code}`;
  });
  const count = counted.reduce((sum, [, number]) => sum + number, 0);
  const values = { written, unchanged, count, reasons: told.join(", ") };
  return [t.text("comicInfo.accountLinkOnly", values)];
}
