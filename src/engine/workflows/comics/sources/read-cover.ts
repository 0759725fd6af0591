import { basename, extname } from "node:path";
import { decodePicture } from "../../../images/decode.ts";
import type { Picture } from "../../../images/picture.ts";
import { isPictureKind, sniff } from "../../../images/sniff.ts";
import type { IssueHints } from "../issue.ts";
import type { SourceFile } from "./walk.ts";

export type CoverReading =
  | {
      readonly content: string;
      readonly picture: Picture;
      readonly page: string | null;
      readonly hints: IssueHints;
      readonly notes: readonly {
        readonly code: string;
        readonly data: Readonly<Record<string, string | number>>;
      }[];
    }
  | { readonly skipped: string };

export async function readCover(file: SourceFile): Promise<CoverReading> {
  const bytes = await Bun.file(file.path).bytes();
  if (!isPictureKind(sniff(bytes)) && ![".jpg", ".jpeg", ".png", ".webp"].includes(extname(file.path)))
    return { skipped: "not-a-comic" };
  const picture = await decodePicture(bytes);
  const content = new Bun.CryptoHasher("sha256").update(bytes).digest("hex").slice(0, 32);
  return {
    content,
    picture,
    page: null,
    hints: { title: basename(file.path, extname(file.path)) },
    notes: [],
  };
}
