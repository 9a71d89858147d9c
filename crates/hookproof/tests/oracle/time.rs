//! RFC 3339, by counting.

/// `2026-11-23T20:27:00Z` for Unix seconds.
pub(crate) fn rfc3339(seconds: u64) -> String {
    let (mut days, clock) = (seconds / 86_400, seconds % 86_400);
    let mut year = 1970;
    while days >= days_of(year).iter().sum() {
        days -= days_of(year).iter().sum::<u64>();
        year += 1;
    }
    let mut month = 1;
    for length in days_of(year) {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    let (hours, minutes, seconds) = (clock / 3600, clock / 60 % 60, clock % 60);
    format!("{year:04}-{month:02}-{:02}T{hours:02}:{minutes:02}:{seconds:02}Z", days + 1)
}

fn days_of(year: u64) -> [u64; 12] {
    let leap = (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
    [31, 28 + u64::from(leap), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
}
