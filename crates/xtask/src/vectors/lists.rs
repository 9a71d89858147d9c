//! Lists of signatures: which count, which are skipped, and how many there may be.

use super::sketch::Sketch;
use crate::table::Row;
use crate::vector_file::Case;

pub(super) fn cases(rows: &[Row]) -> Vec<Case> {
    let mut cases = comma_list(&Sketch::of(rows, "stripe"));
    cases.extend(space_list(&Sketch::of(rows, "standard-webhooks")));
    cases.extend(semicolon_list(&Sketch::of(rows, "paddle")));
    cases.extend(list_without_time(&Sketch::of(rows, "pagerduty")));
    cases
}

fn comma_list(sketch: &Sketch) -> Vec<Case> {
    const NAME: &str = "stripe-signature";
    let value = sketch.signature();
    let (time, good) = value.split_once(',').unwrap_or_default();
    let (_, hex) = good.split_once('=').unwrap_or_default();
    let wrong = format!("v1={}", "ab".repeat(32));
    let is = |title: &str, value: String| sketch.case(title).header(NAME, &value);
    let malformed = |title: &str, value: String| is(title, value).rejected("malformed_header").about(NAME);
    let many = |count: usize| vec![wrong.as_str(); count].join(",");
    // A skipped element that fills the header to exactly so many bytes.
    let filled = |len: usize| format!("{time},{good},pad={}", "x".repeat(len - value.len() - ",pad=".len()));
    vec![
        is("the first of two signatures is good", format!("{time},{good},{wrong}")),
        is("the last of two signatures is good", format!("{time},{wrong},{good}")),
        is("the one in the middle is good", format!("{time},{wrong},{good},{wrong}")),
        is("the same signature twice", format!("{time},{good},{good}")),
        is("two signatures, neither good", format!("{time},{wrong},{wrong}")).rejected("signature_mismatch"),
        is("the time stands last", format!("{good},{time}")),
        is("spaces behind the commas", format!("{time} , {good} , {wrong}")),
        is(
            "other versions and unknown elements are skipped",
            format!("v0={},{time},x,y=,=z,,{good},v2=", "cd".repeat(32)),
        ),
        is("junk beside a good signature", format!("{time},v1=,v1=zz,v1={},{good},v1=\u{e9}", &hex[..62])),
        is("the 32nd of 32 signatures is good", format!("{time},{},{good}", many(31))),
        malformed("33 signatures, and one is good", format!("{time},{good},{}", many(32))),
        malformed("33 signatures, all junk", format!("{time}{}", ",v1=".repeat(33))),
        is("a header of 8 KiB", filled(8192)),
        malformed("a header of 8 KiB and one byte", filled(8193)),
        malformed("no signature of the scheme's version", format!("{time},v0={hex}")),
        malformed("the version has another case", format!("{time},V1={hex}")),
        malformed("only the time", time.into()),
        malformed("only a comma", ",".into()),
        malformed("no time", good.into()),
        malformed("the name of the element and nothing else", format!("{time},v1")),
        malformed("two times, the same", format!("{time},{time},{good}")),
        malformed("two times, a stale one last", format!("{time},t=1,{good}")),
        malformed("two times, a stale one first", format!("t=1,{time},{good}")),
        is("a time that was put in front", format!("t=1,{good}")).rejected("signature_mismatch"),
    ]
}

fn space_list(sketch: &Sketch) -> Vec<Case> {
    const NAME: &str = "webhook-signature";
    let good = sketch.signature();
    let (_, base64) = good.split_once(',').unwrap_or_default();
    let wrong = format!("v1,{}=", "B".repeat(42) + "A");
    let is = |title: &str, value: String| sketch.case(title).header(NAME, &value);
    let malformed = |title: &str, value: String| is(title, value).rejected("malformed_header").about(NAME);
    vec![
        is("the first of two signatures is good", format!("{good} {wrong}")),
        is("the last of two signatures is good", format!("{wrong} {good}")),
        is("two signatures, neither good", format!("{wrong} {wrong}")).rejected("signature_mismatch"),
        is("several spaces between signatures", format!("{wrong}   {good}")),
        is("another version in front", format!("v1a,{base64} {good}")),
        is("an entry without a comma in front", format!("v1 {good}")),
        is("an entry without a signature behind", format!("{good} v1,junk")),
        malformed("an entry without a comma alone", "v1".into()),
        malformed("an entry without a signature alone", "v1,".into()),
        malformed("only another version", format!("v1a,{base64}")),
        malformed("only another version whose name begins the same", format!("v11,{base64}")),
        malformed("the signature without its version", base64.into()),
        malformed("the base64url alphabet", format!("v1,{}=", "_".repeat(42) + "A")),
        malformed("33 signatures", vec![good.as_str(); 33].join(" ")),
        malformed("several headers joined by a comma", format!("{wrong}, {good}")),
    ]
}

fn semicolon_list(sketch: &Sketch) -> Vec<Case> {
    const NAME: &str = "paddle-signature";
    let value = sketch.signature();
    let (time, good) = value.split_once(';').unwrap_or_default();
    let wrong = format!("h1={}", "ab".repeat(32));
    let is = |title: &str, value: String| sketch.case(title).header(NAME, &value);
    vec![
        is("the first of two signatures is good", format!("{time};{good};{wrong}")),
        is("the last of two signatures is good", format!("{time};{wrong};{good}")),
        is("another element's name", format!("{time};{}", good.replace("h1", "h")))
            .rejected("malformed_header")
            .about(NAME),
        is("another separator", format!("{time},{good}")).rejected("malformed_header").about(NAME),
        is("two headers joined into one", format!("{time};{wrong}, {time};{good}"))
            .rejected("malformed_header")
            .about(NAME),
    ]
}

fn list_without_time(sketch: &Sketch) -> Vec<Case> {
    let good = sketch.signature();
    let wrong = format!("v1={}", "ab".repeat(32));
    let is = |title: &str, value: String| sketch.case(title).header(&sketch.signature_header(), &value);
    vec![
        is("the first of two signatures is good", format!("{good},{wrong}")),
        is("the last of two signatures is good", format!("{wrong},{good}")),
        is("two headers joined into one list", format!("{wrong}, {good}")),
    ]
}
