use anyhow::{Result, bail};
use std::path::Path;

pub(crate) fn run(_root: &Path, _options: &[&str]) -> Result<()> {
    bail!("not written yet")
}
