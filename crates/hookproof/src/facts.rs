//! What is read out of a delivery once it is known to be authentic: its id, its type, a time within its body.
//!
//! Nothing here decides. The body is the one that was signed, so the first of two equal keys counts, and what is not
//! there, too long, or no text is simply not known.

use crate::form;
use crate::json::{self, Decoder, Event, Kind, Scanner};
use crate::scheme::{Scheme, Source};
use crate::text::Fact;
use crate::url::Url;
use crate::values::{Item, Values};

/// The id, the type and the time.
const FACTS: usize = 3;

/// The facts of one delivery, by what they are. They are written where they stay: in a copy, each is 256 bytes.
pub(crate) struct Facts {
    known: [Option<Fact>; FACTS],
}

impl Facts {
    pub(crate) const NONE: Facts = Facts { known: [const { None }; FACTS] };

    pub(crate) fn clear(&mut self) {
        self.known.iter_mut().for_each(|fact| *fact = None);
    }

    pub(crate) fn event_id(&self) -> Option<&str> {
        let [id, _, _] = &self.known;
        id.as_ref().map(Fact::as_str)
    }

    pub(crate) fn event_type(&self) -> Option<&str> {
        let [_, kind, _] = &self.known;
        kind.as_ref().map(Fact::as_str)
    }

    /// A time within the body, as text.
    pub(crate) fn time(&self) -> Option<&[u8]> {
        let [_, _, time] = &self.known;
        time.as_ref().map(Fact::as_bytes)
    }

    /// Adds those in a body that is there as a whole.
    pub(crate) fn read_body(&mut self, scheme: &Scheme, body: &[u8]) {
        let (pointers, wanted, count) = json_facts(scheme);
        let mut found = [None; FACTS];
        let found = found.get_mut(..count).unwrap_or_default();
        json::first(body, pointers.get(..count).unwrap_or_default(), found);
        for (scalar, which) in found.iter().zip(wanted) {
            if let Some(scalar) = scalar {
                self.put(which, &Item::Json(*scalar));
            }
        }
        for (which, place) in places(scheme) {
            let place = scheme.place(place);
            if place.source == Source::Form
                && let Ok(Some(value)) = form::value(body, scheme.bytes(place.name))
                && form::is_encoded(value)
            {
                self.put(which, &Item::Encoded(value));
            }
        }
    }

    /// Adds those in headers and in the URL.
    pub(crate) fn read_head(&mut self, scheme: &Scheme, url: &Url<'_>, values: &Values<'_>) {
        for (which, index) in places(scheme) {
            let place = scheme.place(index);
            let name = scheme.bytes(place.name);
            let item = match place.source {
                Source::Header if scheme.signs(index) => values.get(index),
                Source::Header => values.value_of_listed(name).map_or(Item::Absent, Item::Plain),
                Source::Query => match url.query().map(|query| form::value(query, name)) {
                    Some(Ok(Some(value))) if form::is_encoded(value) => Item::Encoded(value),
                    _ => Item::Absent,
                },
                Source::Form | Source::Json => continue,
            };
            self.put(which, &item);
        }
    }

    /// The text of a value becomes a fact, unless it is empty, longer than a fact, or no UTF-8.
    fn put(&mut self, which: usize, item: &Item<'_>) {
        let Some(slot) = self.known.get_mut(which).filter(|_| !item.is_absent()) else { return };
        let text = slot.insert(Fact::EMPTY);
        let mut len = 0;
        let decoded = item.feed(&mut |piece| {
            len += piece.len();
            text.push(piece);
        });
        if decoded.is_none() || !fits(text, len) {
            *slot = None;
        }
    }
}

/// Whether all the bytes are in the text, and are text.
fn fits(text: &Fact, len: usize) -> bool {
    len == text.as_bytes().len() && !text.as_str().is_empty()
}

/// What the scheme names, and the place where it stands.
fn places(scheme: &Scheme) -> impl Iterator<Item = (usize, u8)> {
    let time = scheme.time().map(|(field, _)| field).filter(|field| scheme.is_deferred(field)).map(|field| field.place);
    [scheme.event_id, scheme.event_type, time]
        .into_iter()
        .enumerate()
        .filter_map(|(which, place)| Some((which, place?)))
}

/// The pointers of the facts that stand in a JSON body, which fact each is, and their number.
fn json_facts(scheme: &Scheme) -> ([&[u8]; FACTS], [usize; FACTS], usize) {
    let (mut pointers, mut wanted, mut count) = ([b"".as_slice(); FACTS], [0; FACTS], 0);
    for (which, place) in places(scheme) {
        let place = scheme.place(place);
        if place.source == Source::Json
            && let (Some(pointer), Some(index)) = (pointers.get_mut(count), wanted.get_mut(count))
        {
            (*pointer, *index) = (scheme.bytes(place.name), which);
            count += 1;
        }
    }
    (pointers, wanted, count)
}

/// Looks for the facts in a body that arrives in pieces.
pub(crate) struct Watch<'s> {
    scanner: Scanner<'s>,
    captures: [Capture; FACTS],
    wanted: [usize; FACTS],
}

/// A fact that is on its way.
#[derive(Default)]
struct Capture {
    text: Option<Fact>,
    len: usize,
    /// Of a string.
    decoder: Option<Decoder>,
    is_done: bool,
}

impl Capture {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Begin(kind) => {
                self.text = (kind != Kind::Null).then_some(Fact::EMPTY);
                self.decoder = (kind == Kind::String).then(Decoder::default);
            }
            Event::Raw(raw) => {
                let Capture { text: Some(text), len, decoder, .. } = self else { return };
                let mut push = |piece: &[u8]| {
                    *len = len.saturating_add(piece.len());
                    text.push(piece);
                };
                let taken = match decoder {
                    Some(decoder) => decoder.update(raw, &mut push),
                    None => {
                        push(raw);
                        Some(())
                    }
                };
                if taken.is_none() {
                    self.text = None;
                }
            }
            Event::End => {
                self.is_done = true;
                let ends_well = self.decoder.take().is_none_or(|decoder| decoder.finish().is_some());
                if !ends_well || !self.text.as_ref().is_some_and(|text| fits(text, self.len)) {
                    self.text = None;
                }
            }
        }
    }
}

impl<'s> Watch<'s> {
    /// `None` if the scheme names no facts in a JSON body.
    pub(crate) fn new(scheme: &'s Scheme) -> Option<Self> {
        let (pointers, wanted, count) = json_facts(scheme);
        let pointers = pointers.get(..count).filter(|pointers| !pointers.is_empty())?;
        Some(Watch { scanner: Scanner::new(pointers), captures: Default::default(), wanted })
    }

    /// This watch without the scheme's pointers, which it needs again to go on.
    pub(crate) fn pause(self) -> Watch<'static> {
        self.along(&[])
    }

    /// The watch that was paused, for the same scheme.
    pub(crate) fn resume<'q>(self, scheme: &'q Scheme) -> Watch<'q> {
        let (pointers, _, count) = json_facts(scheme);
        self.along(pointers.get(..count).unwrap_or_default())
    }

    fn along<'q>(self, pointers: &[&'q [u8]]) -> Watch<'q> {
        let Watch { scanner, captures, wanted } = self;
        Watch { scanner: scanner.along(pointers), captures, wanted }
    }

    pub(crate) fn update(&mut self, piece: &[u8]) {
        let Watch { scanner, captures, .. } = self;
        scanner.update(piece, &mut |pointer, event| {
            if let Some(capture) = captures.get_mut(pointer) {
                capture.take(event);
            }
        });
    }

    /// Adds what was found to the facts.
    pub(crate) fn finish(self, facts: &mut Facts) {
        let Watch { scanner, mut captures, wanted } = self;
        let _ = scanner.finish(&mut |pointer, event| {
            if let Some(capture) = captures.get_mut(pointer) {
                capture.take(event);
            }
        });
        for (capture, which) in captures.into_iter().zip(wanted) {
            if let Some(slot) = facts.known.get_mut(which).filter(|_| capture.is_done) {
                *slot = capture.text;
            }
        }
    }
}
