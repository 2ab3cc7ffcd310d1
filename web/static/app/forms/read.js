/** What is typed, read as people say it: birth dates and ages, telephones, policies. */

const OLDEST_YEARS = 130;
const POLICY_DIGITS = 16;
const MONTHS_OF_YEAR = 12;

/**
 * @typedef {{born_on: string} | {age_years: number} | null} Birth `null` for what cannot be read
 */

/**
 * Read a birth date (08.03.1950, 8 3 50, 08031950) or an age (73, 73 года, 5 мес).
 * @param {string} typed
 * @param {Date} [today]
 * @returns {Birth}
 */
export function readBirth(typed, today = new Date()) {
  const text = typed.trim().toLowerCase();
  const age = /^(\d{1,3})\s*(лет|год|года|г\.?)?$/.exec(text);
  if (age) {
    const years = Number(age[1]);
    return years <= OLDEST_YEARS ? { age_years: years } : null;
  }
  const months = /^(\d{1,2})\s*(м|мес|месяц|месяца|месяцев)\.?$/.exec(text);
  if (months) {
    return { age_years: Math.floor(Number(months[1]) / MONTHS_OF_YEAR) };
  }
  if (/^(\d{1,2})\s*(д|день|дня|дней|н|нед|недели|недель)\.?$/.test(text)) {
    return { age_years: 0 };
  }
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso) {
    return bornOn(Number(iso[1]), Number(iso[2]), Number(iso[3]), today);
  }
  const apart =
    /^(\d{1,2})[.,/\s-]+(\d{1,2})[.,/\s-]+(\d{4}|\d{2})\s*(г\.?|года)?$/.exec(text) ??
    /^(\d{2})(\d{2})(\d{4})$/.exec(text);
  return apart
    ? bornOn(fullYear(apart[3] ?? "", today), Number(apart[2]), Number(apart[1]), today)
    : null;
}

/**
 * Return a telephone in E.164; `null` for what is none. Numbers without a country are Russian.
 * @param {string} typed
 */
export function readPhone(typed) {
  const digits = typed.replace(/\D/g, "");
  if (typed.trim().startsWith("+")) {
    return /^[1-9]\d{6,14}$/.test(digits) ? `+${digits}` : null;
  }
  if (/^[78]\d{10}$/.test(digits)) {
    return `+7${digits.slice(1)}`;
  }
  return /^[3489]\d{9}$/.test(digits) ? `+7${digits}` : null;
}

/**
 * Tell what is odd about a policy number, as a key of the words; `null` when nothing is. It is
 * told and never in the way: papers of newborns and foreigners look otherwise.
 * @param {string} typed
 */
export function policyDoubt(typed) {
  const digits = typed.replace(/[\s-]/g, "");
  if (digits === "") {
    return null;
  }
  if (!/^\d+$/.test(digits) || digits.length !== POLICY_DIGITS) {
    return "form.policy.length";
  }
  return hasCheckDigit(digits) ? null : "form.policy.digit";
}

/**
 * Tell whether the last digit checks the others, by Luhn's rule; the engine's menus ask the same.
 * @param {string} digits
 */
function hasCheckDigit(digits) {
  const total = [...digits].reverse().reduce((sum, digit, place) => {
    const doubled = Number(digit) * (1 + (place % 2));
    return sum + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return total % 10 === 0;
}

/**
 * @param {string} year
 * @param {Date} today
 */
function fullYear(year, today) {
  if (year.length === 4) {
    return Number(year);
  }
  const ofThisCentury = 2000 + Number(year);
  return ofThisCentury > today.getFullYear() ? ofThisCentury - 100 : ofThisCentury;
}

/**
 * @param {number} year
 * @param {number} month
 * @param {number} day
 * @param {Date} today
 * @returns {Birth}
 */
function bornOn(year, month, day, today) {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  const isMeant = date <= today && today.getFullYear() - year <= OLDEST_YEARS;
  return isDay && isMeant ? { born_on: date.toISOString().slice(0, 10) } : null;
}
