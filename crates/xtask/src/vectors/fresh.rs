//! One delivery of every provider, signed by the oracle.

use super::sketch::Sketch;
use crate::table::Row;
use crate::vector_file::Case;

pub(super) fn cases(rows: &[Row]) -> impl Iterator<Item = Case> {
    rows.iter().map(|row| Sketch::of(rows, &row.name).case("freshly signed"))
}
