import { familyOf } from "../../stores/sqlite/ledger/rejections.ts";
import { characters } from "./characters.ts";
import { comics } from "./comics.ts";
import { documents } from "./documents.ts";
import { faces } from "./faces.ts";
import type { Presentation } from "./presentation.ts";
import { products } from "./products.ts";
import { provenance } from "./provenance.ts";

const families: Readonly<Record<string, Presentation>> = { characters, comics, faces, documents, products };

/** What is shown of a workflow that nobody has described: its own words for everything. */
const undescribed: Presentation = {
  workflows: {},
  stages: {},
  skips: {},
  notes: {},
  reasons: provenance,
  questions: {},
};

/** How runs of this workflow are shown. */
export function presentationOf(workflow: string): Presentation {
  return families[familyOf(workflow)] ?? undescribed;
}
