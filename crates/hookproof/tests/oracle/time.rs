//! Times in every format, by counting.

/// The time as a placeholder of this name writes it.
pub(crate) fn format(placeholder: &str, seconds: u64) -> String {
    match placeholder {
        "timestamp" => seconds.to_string(),
        "timestamp:ms" => (seconds * 1000).to_string(),
        "timestamp:rfc3339" => rfc3339(seconds),
        "timestamp:http-date" => http_date(seconds),
        // 10^11 and more are milliseconds: later times have to be written as such.
        "timestamp:s-or-ms" if seconds < 100_000_000_000 => seconds.to_string(),
        "timestamp:s-or-ms" => (seconds * 1000).to_string(),
        other => panic!("no format of a time {other}"),
    }
}

/// `2026-11-23T20:27:00Z` for Unix seconds.
pub(crate) fn rfc3339(seconds: u64) -> String {
    let Civil { year, month, day, hours, minutes, seconds, .. } = civil(seconds);
    format!("{year:04}-{:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}Z", month + 1)
}

/// `Mon, 23 Nov 2026 20:27:00 GMT` for Unix seconds (RFC 9110, IMF-fixdate).
pub(crate) fn http_date(seconds: u64) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let Civil { year, month, day, weekday, hours, minutes, seconds } = civil(seconds);
    let (weekday, month) = (DAYS[weekday], MONTHS[month]);
    format!("{weekday}, {day:02} {month} {year:04} {hours:02}:{minutes:02}:{seconds:02} GMT")
}

struct Civil {
    year: u64,
    /// From 0.
    month: usize,
    /// From 1.
    day: u64,
    /// From 0: the first day of Unix time was a Thursday.
    weekday: usize,
    hours: u64,
    minutes: u64,
    seconds: u64,
}

fn civil(seconds: u64) -> Civil {
    let (mut days, clock) = (seconds / 86_400, seconds % 86_400);
    let weekday = (days % 7) as usize;
    let mut year = 1970;
    while days >= days_of(year).iter().sum() {
        days -= days_of(year).iter().sum::<u64>();
        year += 1;
    }
    let mut month = 0;
    for length in days_of(year) {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    let (hours, minutes, seconds) = (clock / 3600, clock / 60 % 60, clock % 60);
    Civil { year, month, day: days + 1, weekday, hours, minutes, seconds }
}

fn days_of(year: u64) -> [u64; 12] {
    let leap = (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
    [31, 28 + u64::from(leap), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
}
