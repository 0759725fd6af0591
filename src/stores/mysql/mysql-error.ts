import { StoreError, type StoreErrorCode } from "../store-error.ts";

/** MariaDB's and MySQL's error numbers, by what they mean here. Source: mariadb.com/kb/en/mariadb-error-codes */
const meanings: readonly (readonly [StoreErrorCode, readonly number[]])[] = [
  // Too many connections; lock wait, deadlock; the server is stopping or full.
  ["mysql-busy", [1040, 1203, 1205, 1213, 1226, 3024, 1969]],
  ["mysql-unreachable", [1053, 1077, 1079, 1158, 1159, 1160, 1161, 1184, 1152, 1927]],
  ["disk-full", [1021, 1114]],
  // Wrong password, no such database, a right that is missing; read-only servers.
  ["mysql-refused", [1044, 1045, 1049, 1142, 1143, 1227, 1290, 1370, 1396, 1698, 1836, 1410, 1820]],
  ["mysql-schema", [1054, 1064, 1109, 1136, 1146, 1305, 1364]],
];

/**
 * Gives an error of the database the code that lote knows it by. Of the server's words the message is kept, which names
 * tables and columns; what was sent is not in it.
 *
 * @param where host and database, to be shown
 */
export function asMysqlError(error: unknown, where: string): unknown {
  const { code, errno, message } = (error ?? {}) as { code?: unknown; errno?: unknown; message?: unknown };
  if (typeof code !== "string" || !code.startsWith("ERR_MYSQL")) return error;
  const number = Number(errno);
  const data = { where, detail: withoutValues(String(message ?? code)) };
  const known = meanings.find(([, numbers]) => numbers.includes(number))?.[0];
  if (known)
    return new StoreError(known, known === "disk-full" ? { path: where } : data, { cause: undefined });
  // The server itself answered: it did not like the value. Anything else is the connection.
  if (code === "ERR_MYSQL_SERVER_ERROR") return new StoreError("mysql-value", data);
  return new StoreError("mysql-unreachable", data);
}

/** Servers quote the value that they refuse: that may be personal. Names of tables, columns and users stay. */
function withoutValues(message: string): string {
  return message
    .replace(/(value|entry|string): '[\s\S]*?'(?= for | at |$)/gi, "$1: …")
    .replace(/\p{C}/gu, " ")
    .slice(0, 300);
}
