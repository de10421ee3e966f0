// Amounts as whole tiyn, read by the server's rules (finance/amounts.py) and written as people type them.
"use strict";

window.planAmounts = (() => {
  const SPACE = " \u00a0\u202f\u2009";
  const CURRENCY = "(?:₸|kzt|тенге|теңге|тг\\.?)";
  const DRESSED = new RegExp(
    `^(\\()?([-−+])?[${SPACE}]?(${CURRENCY})?[${SPACE}]?([-−+])?[${SPACE}]?([0-9](?:[0-9.,'’${SPACE}]*[0-9])?)` +
      `([-−])?[${SPACE}]?(${CURRENCY})?(\\))?$`,
    "iu",
  );
  const SPELLINGS = [
    [new RegExp(`^([1-9][0-9]{0,2}(?:[${SPACE}][0-9]{3})+)(?:([.,])([0-9]+))?$`), true],
    [/^([1-9][0-9]{0,2}(?:['’][0-9]{3})+)(?:([.,])([0-9]+))?$/, true],
    [/^(0|[1-9][0-9]*)(?:([.,])([0-9]+))?$/, false],
  ];
  const POINTS = /^[-+]?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]*)?$|^[-+]?[0-9]+\.[0-9]+[.,][0-9.,]*$/;
  const LIMIT = 10n ** 15n; // tiyn
  const why = (reason) => ({ why: reason });

  // {tiyn} or {why: the key of a refusal}; blank is zero. `thousand`: the text is in thousands of tenge.
  function read(text, thousand) {
    const bare = text.trim();
    if (!bare) return { tiyn: 0n };
    const parts = DRESSED.exec(bare);
    if (!parts) return why(/^[-+]?[0-9.,]+e[-+]?[0-9]+$/i.test(bare) ? "exponent" : "not-a-number");
    const [, open, sign, before, inner, number, trailing, after, close] = parts;
    const signs = [sign, inner, trailing].filter(Boolean);
    if (signs.length > 1 || (before && after) || !open !== !close || (open && signs.length)) return why("not-a-number");
    let whole, fraction;
    const found = SPELLINGS.map(([spelling, grouped]) => [spelling.exec(number), grouped]).find(([match]) => match);
    if (found) {
      const [match, grouped] = found;
      whole = match[1].replace(/\D/g, "");
      fraction = match[3] ?? "";
      if (!open && fraction.length === 3 && (grouped || (whole !== "0" && whole.length <= 3))) return why("three-digits");
    } else if (/^[1-9][0-9]{0,2}(?:,[0-9]{3})+\.[0-9]+$/.test(number)) {
      [whole, fraction] = number.replaceAll(",", "").split(".");
    } else if (/^[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}$/.test(number)) {
      return why(open ? "brackets" : "comma-groups");
    } else return why(POINTS.test(number) ? "point-groups" : "not-a-number");
    if (open) return why("brackets");
    const places = thousand ? 5 : 2;
    const cut = fraction.slice(0, places).padEnd(places, "0");
    const tiyn = BigInt(whole + cut);
    if (tiyn >= LIMIT) return why("too-large");
    if (/[1-9]/.test(fraction.slice(places))) return why("fraction-of-tiyn");
    return { tiyn: signs.length && signs[0] !== "+" ? -tiyn : tiyn };
  }

  // `1 234,50`; in thousands as many decimals as it takes, never three; `grouped` with spaces between thousands.
  function write(tiyn, thousand, language, grouped = true) {
    const minus = tiyn < 0n;
    const places = thousand ? 5 : 2;
    const digits = (minus ? -tiyn : tiyn).toString().padStart(places + 1, "0");
    let fraction = digits.slice(-places);
    if (thousand) fraction = fraction.endsWith("000") ? fraction.slice(0, 2) : fraction.endsWith("0") ? fraction.slice(0, 4) : fraction;
    let whole = digits.slice(0, -places);
    if (grouped) whole = whole.replace(/\B(?=(\d{3})+$)/g, language === "en" ? "," : "\u00a0");
    return `${minus ? "-" : ""}${whole}${language === "en" ? "." : ","}${fraction}`;
  }

  // As the server takes and gives it: `1234.50`.
  const exact = (tiyn) => write(tiyn, false, "en", false);

  return { read, write, exact };
})();
