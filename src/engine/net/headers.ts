/** Header fields by their names in lower case. */
export type Headers = Readonly<Record<string, string>>;

/** Header fields as libraries give them, in one form. */
export function headersOf(fields: Readonly<Record<string, string | readonly string[] | undefined>>): Headers {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), typeof value === "string" ? value : value.join(", ")]],
    ),
  );
}
