//! Gives the shared library its soname, and makes its link fail on a symbol that nobody defines.

/// Grows with every change that a program compiled against an older header would not survive. The header has it, too.
const ABI_VERSION: &str = "1";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(prove_no_panic)");
    println!("cargo::rustc-env=HOOKPROOF_ABI_VERSION={ABI_VERSION}");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo::rustc-link-arg-cdylib=-Wl,-soname,libhookproof.so.{ABI_VERSION}");
        println!("cargo::rustc-link-arg-cdylib=-Wl,-z,defs");
    }
}
