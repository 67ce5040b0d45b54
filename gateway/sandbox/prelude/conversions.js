// Values made into other values: getType, makeString, makeNumber, makeInteger.
(apis) => {
  "use strict";
  const { isArray } = Array;
  const { round } = Math;
  const number = Number;
  const text = String;

  apis.getType = (value) => (value === null ? "null" : isArray(value) ? "array" : typeof value);
  apis.makeString = (value) => text(value);
  apis.makeNumber = (value) => number(value);
  // What is no number becomes 0 and 2.5 becomes 3, as in Tag Manager's own script in a page.
  apis.makeInteger = (value) => round(number(value)) || 0;
}
