// makeTableMap: the rows of a simple table as one object.
(apis) => {
  "use strict";
  const { isArray } = Array;
  const { create, entries, fromEntries, hasOwn } = Object;
  const isRow = (row) => typeof row === "object" && row !== null;

  // Of two rows with one key the last counts; without a row that has both columns there is no map, and the answer is null.
  apis.makeTableMap = (tableObj, keyColumnName, valueColumnName) => {
    if (!isArray(tableObj)) return null;
    const map = create(null);
    for (const row of tableObj) {
      const whole = isRow(row) && hasOwn(row, keyColumnName) && hasOwn(row, valueColumnName);
      if (whole) map[row[keyColumnName]] = row[valueColumnName];
    }
    const found = entries(map);
    return found.length === 0 ? null : fromEntries(found);
  };
}
