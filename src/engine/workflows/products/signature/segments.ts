import { genders, relations } from "../title/lexicon/words.ts";
import type { Title } from "../title/read-title.ts";

/** Where, in the text, something else begins to be named than the thing itself. */
interface Segment {
  readonly from: number;
  readonly to: number;
  readonly relation: string;
}

/** What the parts of a title belong to: after `para`, `con` or `sin` it is what the thing is for, comes with or lacks. */
export class Segments {
  readonly #segments: readonly Segment[];

  /** From a word of relation to the next sign that parts a title. */
  constructor({ words, fold }: Title) {
    this.#segments = words.flatMap((word, at): Segment[] => {
      const relation = relations.get(word.word);
      // Clothes are "para hombre" or "hombre" all the same.
      if (!relation || (relation === "para" && genders.has(words[at + 1]?.word ?? ""))) return [];
      const parting = /[,;|()[\]]| - /.exec(fold.slice(word.end));
      return [{ from: word.start, to: parting ? word.end + parting.index : fold.length, relation }];
    });
  }

  /** The relation in force at that place of the text; empty where it is the thing itself. */
  at(place: number): string {
    return this.#segments.findLast(({ from, to }) => place >= from && place < to)?.relation ?? "";
  }

  /** What stands at that place, under what it belongs to: `para>iphone`. */
  under(place: number, what: string): string {
    const relation = this.at(place);
    return relation === "" ? what : `${relation}>${what}`;
  }
}

/** The sign of the number at that place: lenses of -2.00 and +2.00 are two products. Empty where there is none. */
export function signBefore({ fold }: Title, start: number): string {
  return /(?:^|[\s(,;:])([+-])$/.exec(fold.slice(Math.max(0, start - 2), start))?.[1] ?? "";
}
