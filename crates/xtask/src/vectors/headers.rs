//! Headers that lie beside the signature, and those that a stranger would like to be believed.

use super::sketch::Sketch;
use crate::table::Row;
use crate::vector_file::Case;

pub(super) fn cases(rows: &[Row]) -> Vec<Case> {
    let mut cases = unsigned(&Sketch::of(rows, "github"));
    cases.extend(algorithm_of_the_request(&Sketch::of(rows, "github")));
    cases.extend(signed_id(&Sketch::of(rows, "standard-webhooks")));
    cases.extend(joined(&Sketch::of(rows, "slack")));
    cases
}

/// Two deliveries of the same body under other unsigned ids have one replay key and no event id.
fn unsigned(sketch: &Sketch) -> Vec<Case> {
    let delivery = |title: &str, id: &str| {
        let case = sketch.case(title).and_header("x-github-delivery", id).and_header("x-github-event", "push");
        case.and_header("webhook-id", id).and_header("idempotency-key", id).and_header("webhook-timestamp", "1")
    };
    let two = ["72d3162e-cc78-11e3-81ab-4c9367dc0958", "00000000-0000-0000-0000-000000000000"];
    vec![
        delivery("an unsigned delivery id is not an event id", two[0]),
        delivery("a replay under another unsigned id has the same replay key", two[1]),
        delivery("unsigned headers may come twice", two[0]).and_header("X-GitHub-Delivery", two[1]),
    ]
}

/// Neither a header's name nor a prefix in it chooses the algorithm.
fn algorithm_of_the_request(sketch: &Sketch) -> Vec<Case> {
    const NAME: &str = "x-hub-signature-256";
    let sha1 = Sketch { scheme: "hmac-sha1 | x-hub-signature: sha1={hex} | {body}".into(), ..sketch.clone() };
    let weaker = sha1.signature();
    let downgraded =
        sketch.case("only the SHA-1 signature came").without_header(NAME).and_header("x-hub-signature", &weaker);
    let is = |title: &str, value: &str| sketch.case(title).header(NAME, value).rejected("malformed_header").about(NAME);
    vec![
        downgraded.rejected("missing_header").about(NAME),
        is("the prefix names another algorithm", &weaker),
        is("the prefix names another algorithm, the length is right", &sketch.signature().replace("sha256", "sha512")),
        is("the prefix is in another case", &sketch.signature().replace("sha256", "SHA256")),
        is("no prefix", sketch.signature().trim_start_matches("sha256=")),
        is("the prefix twice", &format!("sha256={}", sketch.signature())),
    ]
}

fn signed_id(sketch: &Sketch) -> Vec<Case> {
    let id = "webhook-id";
    let case = |title: &str| sketch.case(title).rejected("signature_mismatch");
    // The parts of the message are joined by dots: moving a boundary must not go unseen.
    let mut shifted = sketch.clone();
    for (name, value) in &mut shifted.delivery.headers {
        if name == id {
            *value = "msg_1.1795465620".into();
        }
    }
    vec![
        case("the signed id is another one").header_with(id, |value| format!("{value}x")),
        case("the signed id came twice in one value").header_with(id, |value| format!("{value}, {value}")),
        case("the signed id in another case").header_with(id, str::to_ascii_uppercase),
        shifted.case("an id with a dot"),
        shifted.case("the dot moves from the id to the body").header(id, "msg_1").rejected("signature_mismatch"),
    ]
}

fn joined(sketch: &Sketch) -> Vec<Case> {
    const NAME: &str = "x-slack-request-timestamp";
    let joined =
        sketch.case("the time came twice, joined by a comma").header_with(NAME, |time| format!("{time}, {time}"));
    vec![joined.rejected("malformed_timestamp").about(NAME)]
}
