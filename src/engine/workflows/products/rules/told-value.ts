/** A value that a title tells, and the part of the title that it takes up. */
export interface ToldValue {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}
