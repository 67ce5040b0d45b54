// Math, as much of it as Tag Manager has: what is random is generateRandom's.
(apis) => {
  "use strict";
  const { abs, ceil, floor, max, min, pow, round, sqrt } = Math;

  apis.Math = {
    abs: (x) => abs(x),
    ceil: (x) => ceil(x),
    floor: (x) => floor(x),
    max: (...values) => max(...values),
    min: (...values) => min(...values),
    pow: (base, exponent) => pow(base, exponent),
    round: (x) => round(x),
    sqrt: (x) => sqrt(x),
  };
}
