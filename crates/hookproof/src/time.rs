//! Timestamps as they are received: Unix seconds, Unix milliseconds, RFC 3339, the date of HTTP.

use crate::scheme::TimeFormat;
use crate::text::copy;

/// The time in Unix seconds (fractions cut off), or `None` unless `text` has exactly the format.
pub(crate) fn parse(format: TimeFormat, text: &[u8]) -> Option<u64> {
    match format {
        TimeFormat::Seconds => digits(text),
        TimeFormat::Milliseconds => digits(text).map(|milliseconds| milliseconds / 1000),
        TimeFormat::SecondsOrMilliseconds => {
            digits(text).map(|number| if number < FIRST_MILLISECONDS { number } else { number / 1000 })
        }
        TimeFormat::Rfc3339 => rfc3339(text),
        TimeFormat::HttpDate => http_date(text),
    }
}

/// In seconds this is the year 5138; in milliseconds, 1973.
const FIRST_MILLISECONDS: u64 = 100_000_000_000;

/// An unsigned decimal number of ASCII digits only: no sign, no space, no exponent; `None` beyond `u64`.
pub(crate) fn digits(text: &[u8]) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0u64, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| u64::from(byte - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

/// `2026-11-23T20:27:00Z`, with an optional fraction and `Z` or an offset (RFC 3339 section 5.6, upper case).
/// Years from 1970; a leap second (`:60`) counts as the second after it.
fn rfc3339(text: &[u8]) -> Option<u64> {
    let (date_time, rest) = text.split_at_checked(19)?;
    let [y1, y2, y3, y4, b'-', mo1, mo2, b'-', d1, d2, b'T', h1, h2, b':', mi1, mi2, b':', s1, s2] = *date_time else {
        return None;
    };
    let date = [digits(&[y1, y2, y3, y4])?, digits(&[mo1, mo2])?, digits(&[d1, d2])?];
    let clock = [digits(&[h1, h2])?, digits(&[mi1, mi2])?, digits(&[s1, s2])?];
    let seconds = at(date, clock)?;

    let zone = match rest {
        [b'.', fraction @ ..] => {
            let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 || digits > 9 {
                return None;
            }
            fraction.get(digits..)?
        }
        _ => rest,
    };
    match *zone {
        [b'Z'] => Some(seconds),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (digits(&[h1, h2])?, digits(&[m1, m2])?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let offset = (hours * 60 + minutes) * 60;
            if sign == b'+' { seconds.checked_sub(offset) } else { seconds.checked_add(offset) }
        }
        _ => None,
    }
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7, the one form that is sent); the day of the week has to be right.
fn http_date(text: &[u8]) -> Option<u64> {
    let [w1, w2, w3, b',', b' ', d1, d2, b' ', m1, m2, m3, b' ', y1, y2, y3, y4, b' ', ref clock @ ..] = *text else {
        return None;
    };
    let [h1, h2, b':', mi1, mi2, b':', s1, s2, b' ', b'G', b'M', b'T'] = *clock else { return None };
    let month = (1..).zip(MONTHS).find(|(_, name)| name.as_bytes() == [m1, m2, m3])?.0;
    let date = [digits(&[y1, y2, y3, y4])?, month, digits(&[d1, d2])?];
    let seconds = at(date, [digits(&[h1, h2])?, digits(&[mi1, mi2])?, digits(&[s1, s2])?])?;
    (weekday(seconds)?.as_bytes() == [w1, w2, w3]).then_some(seconds)
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The first of January 1970 was a Thursday.
const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];

fn weekday(seconds: u64) -> Option<&'static str> {
    WEEKDAYS.get((seconds / 86_400 % 7) as usize).copied()
}

/// The Unix time of year, month and day, and of hour, minute and second, in UTC; `None` if there is no such time.
fn at([year, month, day]: [u64; 3], [hour, minute, second]: [u64; 3]) -> Option<u64> {
    let leap_day = u64::from(month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    let days_in_month = match month {
        2 => 28 + leap_day,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if year < 1970 || !(1..=days_in_month).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let days = days_before(year, month) + day - 1;
    Some(((days * 24 + hour) * 60 + minute) * 60 + second)
}

/// Days from 1970-01-01 to the first of the month (Gregorian calendar; `year` from 1970, `month` from 1 to 12).
fn days_before(year: u64, month: u64) -> u64 {
    // Counted from March, so that the leap day is the last day of its year.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5;
    days - 719_468
}

/// The time as text in the scheme's format, at the front of `out`: the inverse of [`parse`]. `None` if it does not fit
/// or is beyond the year 9999.
pub(crate) fn format(format: TimeFormat, seconds: u64, out: &mut [u8; 32]) -> Option<&[u8]> {
    match format {
        TimeFormat::Seconds => decimal(seconds, out),
        TimeFormat::Milliseconds => decimal(seconds.checked_mul(1000)?, out),
        TimeFormat::SecondsOrMilliseconds => decimal(seconds, out).filter(|_| seconds < FIRST_MILLISECONDS),
        TimeFormat::Rfc3339 => {
            let [year, month, day] = date(seconds)?;
            copy(out, b"0000-00-00T00:00:00Z");
            let fields = [(0, year / 100), (2, year % 100), (5, month), (8, day)];
            write_pairs(out, fields.into_iter().chain(clock(11, seconds)))?;
            out.get(..20)
        }
        TimeFormat::HttpDate => {
            let [year, month, day] = date(seconds)?;
            copy(out, b"Thu, 00 Jan 0000 00:00:00 GMT");
            copy(out, weekday(seconds)?.as_bytes());
            copy(out.get_mut(8..11)?, MONTHS.get(month as usize - 1)?.as_bytes());
            let fields = [(5, day), (12, year / 100), (14, year % 100)];
            write_pairs(out, fields.into_iter().chain(clock(17, seconds)))?;
            out.get(..29)
        }
    }
}

/// Year, month and day of a Unix time, up to the year 9999.
fn date(seconds: u64) -> Option<[u64; 3]> {
    if seconds > 253_402_300_799 {
        return None;
    }
    let days = seconds / 86_400;
    // The largest year, then the largest month, that begins on or before the day: the calendar stays in one function.
    let mut year = 1970 + days / 366;
    while days_before(year + 1, 1) <= days {
        year += 1;
    }
    let month = (1..=12).rev().find(|month| days_before(year, *month) <= days)?;
    Some([year, month, days - days_before(year, month) + 1])
}

/// Hour, minute and second, each with where it is written: two digits and a colon.
fn clock(start: usize, seconds: u64) -> [(usize, u64); 3] {
    let rest = seconds % 86_400;
    [(start, rest / 3600), (start + 3, rest / 60 % 60), (start + 6, rest % 60)]
}

/// Writes numbers below 100 as two digits, each at its place.
fn write_pairs(out: &mut [u8; 32], pairs: impl Iterator<Item = (usize, u64)>) -> Option<()> {
    for (at, number) in pairs {
        let [tens, ones] = out.get_mut(at..at + 2)? else { return None };
        (*tens, *ones) = (b'0' + (number / 10) as u8, b'0' + (number % 10) as u8);
    }
    Some(())
}

fn decimal(mut number: u64, out: &mut [u8; 32]) -> Option<&[u8]> {
    let mut start = out.len();
    loop {
        start -= 1;
        *out.get_mut(start)? = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            return out.get(start..);
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;

    #[test]
    fn digits_takes_ascii_digits_only() {
        for (text, expected) in [("0", Some(0)), ("007", Some(7)), ("18446744073709551615", Some(u64::MAX))] {
            assert_eq!(digits(text.as_bytes()), expected, "{text}");
        }
        for text in ["", " 1", "1 ", "+1", "-1", "1e3", "1.0", "NaN", "0x1", "18446744073709551616", "\u{661}"] {
            assert_eq!(digits(text.as_bytes()), None, "{text:?}");
        }
    }

    #[test]
    fn rfc3339_reads_the_rfcs_own_examples() {
        // RFC 3339 section 5.8; the numbers are `date -u -d TEXT +%s`.
        for (text, expected) in [
            ("1985-04-12T23:20:50.52Z", 482_196_050),
            ("1996-12-19T16:39:57-08:00", 851_042_397),
            ("1990-12-31T23:59:60Z", 662_688_000),
            ("1990-12-31T15:59:60-08:00", 662_688_000),
            ("1970-01-01T00:00:00Z", 0),
            ("2000-02-29T12:00:00+05:30", 951_805_800),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ] {
            assert_eq!(parse(TimeFormat::Rfc3339, text.as_bytes()), Some(expected), "{text}");
        }
        for text in [
            "",
            "2026-11-23",
            "2026-11-23 20:27:00Z",
            "2026-11-23T20:27:00",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-11-23T24:00:00Z",
            "2026-11-23T20:27:00.Z",
            "2026-11-23T20:27:00+0100",
            "1969-12-31T23:59:59Z",
            "2026-11-23T20:27:00Zx",
            "2026-11-00T20:27:00Z",
            "1970-01-01T00:00:00+00:01",
            "2026-11-23t20:27:00z",
        ] {
            assert_eq!(parse(TimeFormat::Rfc3339, text.as_bytes()), None, "{text:?}");
        }
    }

    #[test]
    fn seconds_and_milliseconds_are_told_apart_by_their_size() {
        let both = |text: &str| parse(TimeFormat::SecondsOrMilliseconds, text.as_bytes());
        assert_eq!(both("1795465620"), Some(1_795_465_620));
        assert_eq!(both("1795465620999"), Some(1_795_465_620));
        assert_eq!(both("99999999999"), Some(99_999_999_999));
        assert_eq!(both("100000000000"), Some(100_000_000));
        assert_eq!(parse(TimeFormat::Milliseconds, b"1795465620999"), Some(1_795_465_620));
    }

    #[test]
    fn a_fraction_has_one_to_nine_digits() {
        for (fraction, is_one) in [(".1", true), (".123456789", true), (".1234567890", false), (".", false), ("", true)]
        {
            let text = std::format!("2026-11-23T20:27:00{fraction}Z");
            assert_eq!(parse(TimeFormat::Rfc3339, text.as_bytes()).is_some(), is_one, "{text}");
        }
    }

    #[test]
    fn an_offset_is_less_than_a_day() {
        let with = |offset: &str| parse(TimeFormat::Rfc3339, std::format!("2026-11-23T20:27:00{offset}").as_bytes());
        assert_eq!(with("+23:59"), Some(1_795_465_620 - 86_340));
        assert_eq!(with("-23:59"), Some(1_795_465_620 + 86_340));
        assert_eq!(with("-01:30"), Some(1_795_465_620 + 5_400));
        for offset in ["+24:00", "-24:00", "+00:60", "+24:60", "+0000", "+00:00Z"] {
            assert_eq!(with(offset), None, "{offset}");
        }
    }

    #[test]
    fn an_http_date_is_the_one_form_that_is_sent() {
        // RFC 9110 section 5.6.7; the numbers are `date -u -d TEXT +%s`.
        for (text, expected) in [
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Mon, 23 Nov 2026 20:27:00 GMT", Some(1_795_465_620)),
            ("Thu, 29 Feb 2024 23:59:59 GMT", Some(1_709_251_199)),
            ("Mon, 06 Nov 1994 08:49:37 GMT", None),
            ("Sunday, 06-Nov-94 08:49:37 GMT", None),
            ("Sun Nov  6 08:49:37 1994", None),
            ("Sun, 06 Nov 1994 08:49:37 UTC", None),
            ("Sun, 06 nov 1994 08:49:37 GMT", None),
            ("Thu, 30 Feb 2024 00:00:00 GMT", None),
            ("Sun, 06 Nov 1994 24:00:00 GMT", None),
        ] {
            assert_eq!(parse(TimeFormat::HttpDate, text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn the_borders_of_a_date_and_of_a_clock() {
        let at = |text: &str| parse(TimeFormat::Rfc3339, text.as_bytes());
        for text in ["2026-01-31T23:59:60Z", "2026-04-30T00:00:00Z", "2000-02-29T00:00:00Z", "2028-02-29T00:00:00Z"] {
            assert!(at(text).is_some(), "{text}");
        }
        for text in [
            "2026-01-32T00:00:00Z",
            "2026-04-31T00:00:00Z",
            "2026-06-31T00:00:00Z",
            "2026-09-31T00:00:00Z",
            "2026-11-31T00:00:00Z",
            "2100-02-29T00:00:00Z",
            "2028-02-30T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-01-01T00:60:00Z",
            "2026-01-01T00:00:61Z",
        ] {
            assert_eq!(at(text), None, "{text}");
        }
        assert_eq!(at("2027-01-01T00:00:00Z"), at("2026-12-31T23:59:60Z"));
        let mut out = [0; 32];
        assert!(format(TimeFormat::Rfc3339, 253_402_300_799, &mut out).is_some());
        assert!(format(TimeFormat::Rfc3339, 253_402_300_800, &mut out).is_none());
        // Seconds that would be read as milliseconds are not written.
        assert!(format(TimeFormat::SecondsOrMilliseconds, FIRST_MILLISECONDS - 1, &mut out).is_some());
        assert!(format(TimeFormat::SecondsOrMilliseconds, FIRST_MILLISECONDS, &mut out).is_none());
    }

    #[test]
    fn format_is_the_inverse_of_parse() {
        let mut seconds = 0u64;
        while seconds < 253_402_300_800 {
            for kind in TimeFormat::ALL {
                let mut out = [0; 32];
                let Some(text) = format(kind, seconds, &mut out) else {
                    assert!(kind == TimeFormat::SecondsOrMilliseconds && seconds >= FIRST_MILLISECONDS);
                    continue;
                };
                assert_eq!(parse(kind, text), Some(seconds), "{kind:?}");
            }
            seconds += 86_400 * 3 + 4_567; // every date of the leap year cycle is met, at all hours
        }
    }
}
