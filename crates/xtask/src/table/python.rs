//! The type of the error codes in the Python package.

use hookproof::Code;

/// `bindings/python/src/hookproof/codes.py`.
pub(crate) fn codes() -> String {
    let mut out = format!("# {}\n", super::MARK);
    out += "\"\"\"The reason of a rejection, the same word in every language: docs/errors.md says when each is given.\"\"\"\n\n";
    out += "from typing import Literal\n\n__all__ = [\"ErrorCode\"]\n\nErrorCode = Literal[\n";
    for code in Code::ALL {
        out += &format!("    \"{code}\",\n");
    }
    out + "]\n"
}
